using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>A call that clips gradients which no step uses.</summary>
/// <param name="Reason">Why none does, in words.</param>
/// <param name="Model">The model whose gradients it should clip; null where that is not the matter.</param>
internal sealed record IdleClip(string Reason, Place? Model = null)
{
    private const uint Unknown = 1;
    private const uint Pending = 2;
    private const uint Zeroed = 4;
    private const uint Stepped = 8;

    // One of two optimizers has stepped, the other not yet.
    private const uint SteppedByFirst = 16;
    private const uint SteppedBySecond = 32;
    private const uint Awaited = Pending | SteppedByFirst | SteppedBySecond;

    /// <summary>Why a clipping cannot act; null where it may.</summary>
    public static IdleClip? Of(TrainingEvent clip, TrainingScope scope)
    {
        if (clip.Operation is not IInvocationOperation call || !TrainingCalls.IsKnownClip(call, scope.Code.Torch) || OnlyMeasures(call))
            return null;

        var steps = scope.All(TrainingCall.Step).ToList();
        var isOnlyOptimizer = steps.Count > 0 && steps[0].Owner is not null && steps.TrueForAll(step => step.Owner == steps[0].Owner);
        var before = StatesAt(clip, scope, Relate);
        if ((before & Awaited) != 0)
            return StepOnOthers(clip, scope) is { } other
                ? new($"it clips the gradients of '{clip.Owner!.Root.Name}', and the optimizer '{other.Owner!.Root.Name}' was made with those of '{scope.ModelOf(other)!.Root.Name}'", scope.ModelOf(other))
                : null;
        if (before == 0)
            return null;
        // Where no backward has run for the step either, that is what is wrong, and GG0406 says it.
        if ((before & Zeroed) != 0 && steps.Exists(step => EmptyStep.ReasonFor(step, scope) is not null))
            return null;
        if ((before & ~(Zeroed | Stepped)) == 0)
            return new(before == Zeroed ? "the gradients have just been set to zero, and backward has yet to run" : "the optimizer has already stepped on these gradients");

        return IsOvertaken(clip, scope, Relate) ? new("backward computes the gradients of the next step only after it") : null;

        Relation Relate(TrainingEvent happening)
        {
            var relation = scope.Relate(happening, clip);
            return relation == Relation.Unsure && isOnlyOptimizer && happening.Owner == steps[0].Owner ? Relation.Same : relation;
        }
    }

    private static uint StatesAt(TrainingEvent clip, TrainingScope scope, Func<TrainingEvent, Relation> relate)
    {
        var before = 0u;
        var owners = scope.All(TrainingCall.Step).Select(step => step.Owner).Distinct().ToList();
        scope.Follow(Unknown, Next, (happening, states) => before |= happening.IsAt(clip) ? states : 0);
        return before;

        uint Next(uint state, TrainingEvent happening) => happening.Call switch
        {
            TrainingCall.Opaque when Delegates.GivesLoss(happening.Operation) => state,
            TrainingCall.Backward or TrainingCall.GradientWrite or TrainingCall.Opaque => Pending,
            TrainingCall.Step when (state & Awaited) != 0 && relate(happening) == Relation.Unsure && owners.Count == 2 && !owners.Contains(null) =>
                happening.Owner == owners[0] ? AfterBoth(state, SteppedByFirst, SteppedBySecond) : AfterBoth(state, SteppedBySecond, SteppedByFirst),
            TrainingCall.Step => After(happening, state, Stepped),
            TrainingCall.ZeroGrad => After(happening, state, Zeroed),
            _ => state,
        };

        // Whosever gradients are clipped, once both have stepped they are used up.
        static uint AfterBoth(uint state, uint own, uint other) => state == other ? Stepped : own;

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

    // The step of another model that alone follows the clipping, whichever way the code goes on, before these gradients are computed anew.
    private static TrainingEvent? StepOnOthers(TrainingEvent clip, TrainingScope scope)
    {
        const uint Idle = 1, Live = 2;
        TrainingEvent? other = null;
        var felt = false;
        scope.Follow(Idle, Next);
        return felt ? null : other;

        uint Next(uint state, TrainingEvent happening)
        {
            if (happening.IsAt(clip))
                return Live;
            if (state != Live)
                return state;

            switch (happening.Call)
            {
                case TrainingCall.Step when scope.Relate(happening, clip) == Relation.Different:
                    other ??= happening;
                    return state;
                case TrainingCall.Step or TrainingCall.GradientWrite or TrainingCall.Opaque:
                    felt = true;
                    return Idle;
                case TrainingCall.Backward:
                case TrainingCall.ZeroGrad when scope.Relate(happening, clip) != Relation.Different:
                    return Idle;
                default:
                    return state;
            }
        }
    }

    // clip_grad_norm_ with a bound past all norms is the usual way to read the norm.
    private static bool OnlyMeasures(IInvocationOperation clip) => clip.Arguments.Any(argument =>
        argument.Parameter is { Type.SpecialType: SpecialType.System_Double, Ordinal: 0 or 1 } && argument.Value.ConstantValue is { HasValue: true, Value: double and > 1e3 });
}
