using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Calls of backward on a loss that was computed where no graph is recorded.</summary>
internal static class BackwardWithoutGraph
{
    private const int DeepestChain = 8;

    /// <summary>The mode in which the loss was computed; null where it may have a graph.</summary>
    public static string? ModeOf(TrainingEvent backward, TrainingScope scope)
    {
        var code = scope.Code;
        if (backward.Operation is not IInvocationOperation call || !code.Torch.IsTensor(call.TargetMethod.ContainingType) || code.Source.OperationOf(call.Syntax, code.Cancellation) is not IInvocationOperation { SemanticModel: { } semantics, Instance: { } receiver }
            || GradientModes.Around(call.Syntax, semantics, code.Torch, code.Cancellation) is not var (mode, region))
            return null;

        var loss = receiver is ILocalReferenceOperation local ? Creations.Of(local.Local, code) : Creations.Unwrap(receiver);
        return loss is not null && region.Span.Contains(loss.Syntax.Span) && RunsAModule(loss, code, region, depth: 0) ? mode : null;
    }

    // A module's parameters want gradients, so what it computes has a graph, were it recorded.
    private static bool RunsAModule(IOperation value, TrainingCode code, SyntaxNode region, int depth)
    {
        var isOutput = false;
        foreach (var part in value.DescendantsAndSelf())
            switch (part)
            {
                case IInvocationOperation { TargetMethod.Name: "call" or "forward", Instance.Type: var type } when code.Torch.IsModule(type) && type?.Name.EndsWith("Loss", StringComparison.Ordinal) == false:
                    isOutput = true;
                    break;
                case IInvocationOperation { TargetMethod.Name: "requires_grad_" or "enable_grad" }:
                case IInvocationOperation call when code.Source.HasSource(call.TargetMethod.OriginalDefinition):
                    return false;
                case ILocalReferenceOperation local when code.Torch.IsTensor(local.Local.Type) && depth < DeepestChain && Creations.Of(local.Local, code) is { } made && region.Span.Contains(made.Syntax.Span):
                    isOutput |= RunsAModule(made, code, region, depth + 1);
                    break;
            }

        return isOutput;
    }
}
