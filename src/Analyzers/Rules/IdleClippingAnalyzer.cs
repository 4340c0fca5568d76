using System.Collections.Immutable;
using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0402: clipping that no step ever feels, since it stands at the wrong place or bounds the gradients of another model.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IdleClippingAnalyzer() : TrainingLoopRule(Rule)
{
    private const uint Unknown = 1;
    private const uint Pending = 2;
    private const uint Zeroed = 4;
    private const uint Stepped = 8;

    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.IdleClipping,
        "Clipping that cannot act",
        "This clipping bounds no step: {0}. Clip between backward and the step, on the parameters that the optimizer steps on.",
        RuleCategories.TrainingLoop,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Clipping rescales the gradients that are there when it runs; only between backward and step are those the ones that the step uses.",
        RuleIds.HelpLink(RuleIds.IdleClipping));

    private protected override void Analyze(TrainingScope scope)
    {
        foreach (var clip in scope.All(TrainingCall.Clip))
            if (clip.Operation is IInvocationOperation call && TrainingCalls.IsKnownClip(call, scope.Code.Torch) && !OnlyMeasures(call) && IsReportedHere(clip, scope))
                Analyze(clip, scope);
    }

    private void Analyze(TrainingEvent clip, TrainingScope scope)
    {
        var steps = scope.All(TrainingCall.Step).ToList();
        var isOnlyOptimizer = steps.Count > 0 && steps[0].Owner is not null && steps.TrueForAll(step => step.Owner == steps[0].Owner);
        var before = StatesAt(clip, scope, Relate);
        var other = steps.Count > 0 && steps.TrueForAll(step => scope.Relate(step, clip) == Relation.Different) ? steps[0] : null;
        if (other is not null && (before & Pending) != 0)
            Report(clip, scope, $"it clips the gradients of '{clip.Owner!.Root.Name}', and the optimizer '{other.Owner!.Root.Name}' was made with those of '{scope.ModelOf(other)!.Root.Name}'", scope.ModelOf(other));
        else if (before != 0 && (before & ~(Zeroed | Stepped)) == 0)
            Report(clip, scope, before == Zeroed ? "the gradients have just been set to zero, and backward has yet to run" : "the optimizer has already stepped on these gradients");
        else if (before != 0 && (before & Pending) == 0 && IsOvertaken(clip, scope, Relate))
            Report(clip, scope, "backward computes the gradients of the next step only after it");

        Relation Relate(TrainingEvent happening)
        {
            var relation = scope.Relate(happening, clip);
            return relation == Relation.Unsure && isOnlyOptimizer && happening.Owner == steps[0].Owner ? Relation.Same : relation;
        }
    }

    private static uint StatesAt(TrainingEvent clip, TrainingScope scope, Func<TrainingEvent, Relation> relate)
    {
        var before = 0u;
        scope.Follow(Unknown, Next, (happening, states) => before |= happening.IsAt(clip) ? states : 0);
        return before;

        uint Next(uint state, TrainingEvent happening) => happening.Call switch
        {
            TrainingCall.Backward or TrainingCall.GradientWrite or TrainingCall.Opaque => Pending,
            TrainingCall.Step => After(happening, state, Stepped),
            TrainingCall.ZeroGrad => After(happening, state, Zeroed),
            _ => state,
        };

        uint After(TrainingEvent happening, uint state, uint then) => relate(happening) switch
        {
            Relation.Same => then,
            Relation.Different => state,
            _ => state | then,
        };
    }

    // Whether backward follows on every path before any step does.
    private static bool IsOvertaken(TrainingEvent clip, TrainingScope scope, Func<TrainingEvent, Relation> relate)
    {
        const uint Idle = 1, Live = 2;
        var (overtaken, felt) = (false, false);
        var atExit = scope.Follow(Idle, Next);
        return overtaken && !felt && (atExit & Live) == 0;

        uint Next(uint state, TrainingEvent happening)
        {
            if (happening.IsAt(clip))
                return Live;
            if (state != Live)
                return state;

            switch (happening.Call)
            {
                case TrainingCall.Backward:
                case TrainingCall.ZeroGrad when relate(happening) == Relation.Same:
                    overtaken = true;
                    return Idle;
                case TrainingCall.GradientWrite or TrainingCall.Opaque:
                case TrainingCall.Step when relate(happening) != Relation.Different:
                    felt = true;
                    return Idle;
                default:
                    return state;
            }
        }
    }

    // clip_grad_norm_ with a bound past all norms is the usual way to read the norm.
    private static bool OnlyMeasures(IInvocationOperation clip) => clip.Arguments.Any(argument =>
        argument.Parameter is { Type.SpecialType: SpecialType.System_Double, Ordinal: 0 or 1 } && argument.Value.ConstantValue is { HasValue: true, Value: double and > 1e3 });

    // A method that clips and nothing else is judged where it is called; one that steps as well, in itself.
    private static bool IsReportedHere(TrainingEvent clip, TrainingScope scope) => clip.Frame.Caller is null
        || !scope.Events.Any(other => other.Anchor == clip.Anchor && other.Call is TrainingCall.Step or TrainingCall.Backward);

    private void Report(TrainingEvent clip, TrainingScope scope, string reason, Place? owner = null)
    {
        var properties = ImmutableDictionary<string, string?>.Empty;
        if (owner is not null)
            properties = properties.Add(FixProperties.Model, owner.Root.Name);

        scope.Report(Diagnostic.Create(Descriptor, clip.Anchor.GetLocation(), properties, reason));
    }
}
