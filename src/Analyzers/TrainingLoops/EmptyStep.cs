using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Steps that no backward has run for, whichever way they are reached.</summary>
internal static class EmptyStep
{
    // A helper that another one calls.
    private const int DeepestHelper = 2;

    private const uint Unknown = 1;
    private const uint Pending = 2;
    private const uint Zeroed = 4;
    private const uint Stepped = 8;
    private const uint Fresh = 16;

    /// <summary>Why a step has no gradients and what to do; null where it may have some.</summary>
    public static (string Reason, string Remedy)? ReasonFor(TrainingEvent step, TrainingScope scope)
    {
        if (!Computes(scope))
            return null;

        var before = 0u;
        scope.Follow(Unknown, Next, (happening, states) => before |= happening.IsAt(step) ? states : 0);
        if (before == 0 || (before & (Unknown | Pending)) != 0)
            return null;

        var name = step.OwnerText;
        return before == Zeroed ? ($"'{name}' steps on gradients that zero_grad has just cleared, so it learns nothing", "Call backward between zero_grad and step")
            : scope.All(TrainingCall.Backward).Any() ? ($"'{name}' steps with no backward since its last step, so it uses no new gradients", "Call backward before each step")
            : ($"'{name}' steps, but no backward ever runs, so there are no gradients and it learns nothing", "Call loss.backward() before the step");

        uint Next(uint state, TrainingEvent happening) => happening.Call switch
        {
            TrainingCall.Backward or TrainingCall.GradientWrite or TrainingCall.Opaque => Pending,
            TrainingCall.Step => happening.IsAt(step) || happening.Owner == step.Owner ? Stepped : state,
            TrainingCall.Create => happening.Owner == step.Owner && !IsNextOfMany(happening) ? Fresh : state,
            TrainingCall.ZeroGrad => scope.Relate(step, happening) switch
            {
                Relation.Same => Zeroed,
                Relation.Different => state,
                _ => state | Zeroed,
            },
            _ => state,
        };
    }

    // foreach (var optimizer in optimizers): backward has run for all of them.
    private static bool IsNextOfMany(TrainingEvent creation) => creation.Operation is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local.IsForEach: true } };

    // A step without any model in sight is there for a schedule's sake.
    private static bool Computes(TrainingScope scope) => scope.All(TrainingCall.Backward).Any() || Computes(scope.Root.Graph.OriginalOperation, scope.Code, DeepestHelper);

    private static bool Computes(IOperation body, TrainingCode code, int left) => body.Descendants().OfType<IInvocationOperation>().Any(call =>
        IsOfAModel(call, code.Torch) || IsOfALoss(call, code) || (left > 0 && code.Source.HasSource(call.TargetMethod.OriginalDefinition)
            && code.Source.BodyOf(call.TargetMethod.OriginalDefinition, code.Cancellation) is { } helper && Computes(helper, code, left - 1)));

    private static bool IsOfAModel(IInvocationOperation call, TorchSharpContext torch) => call.TargetMethod.Name is "call" or "forward" && torch.IsModule(call.Instance?.Type);

    // A method of the code's own that says it computes one.
    private static bool IsOfALoss(IInvocationOperation call, TrainingCode code) => call.TargetMethod.Name.IndexOf("loss", StringComparison.OrdinalIgnoreCase) >= 0
        && code.Torch.IsTensor(call.Type) && code.Source.HasSource(call.TargetMethod.OriginalDefinition);
}
