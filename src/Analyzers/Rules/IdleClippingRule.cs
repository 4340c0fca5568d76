using System.Collections.Immutable;
using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0402: clipping that no step ever feels, since it stands at the wrong place or bounds the gradients of another model.</summary>
internal sealed class IdleClippingRule() : TrainingLoopRule(Rule)
{
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
        {
            var isReportedHere = IsReportedHere(clip, scope);
            if ((isReportedHere || !RunsBeside(clip, TrainingCall.Backward, scope)) && IdleClip.Of(clip, scope) is { } idle && (isReportedHere || idle.Model is not null))
            {
                var properties = ImmutableDictionary<string, string?>.Empty;
                if (idle.Model is not null)
                    properties = properties.Add(FixProperties.Model, idle.Model.Root.Name);

                scope.Report(Diagnostic.Create(Descriptor, clip.Anchor.GetLocation(), properties, idle.Reason));
            }
        }
    }

    // A method that clips and nothing else is judged where it is called; one that steps as well, in itself. But whose gradients it clips before
    // whose step is told where backward is.
    private static bool IsReportedHere(TrainingEvent clip, TrainingScope scope) =>
        clip.Frame.Caller is null || !(RunsBeside(clip, TrainingCall.Step, scope) || RunsBeside(clip, TrainingCall.Backward, scope));

    private static bool RunsBeside(TrainingEvent clip, TrainingCall call, TrainingScope scope) => scope.Events.Any(other => other.Anchor == clip.Anchor && other.Call == call);
}
