using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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

    // A module's parameters want gradients, so what it computes has a graph, were it recorded. A method runs in the mode of its caller.
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
                    return false;
                case IInvocationOperation call when code.Source.HasSource(call.TargetMethod.OriginalDefinition):
                    if (depth >= DeepestChain || !KeepsMode(call.TargetMethod, code) || Returns.Of(call.TargetMethod.OriginalDefinition, code) is not { Count: > 0 } returns
                        || !returns.All(returned => RunsAModule(returned, code, BodyAround(returned.Syntax), depth + 1)))
                        return false;

                    isOutput = true;
                    break;
                case ILocalReferenceOperation local when code.Torch.IsTensor(local.Local.Type) && depth < DeepestChain && Creations.Of(local.Local, code) is { } made && region.Span.Contains(made.Syntax.Span):
                    isOutput |= RunsAModule(made, code, region, depth + 1);
                    break;
            }

        return isOutput;
    }

    private static bool KeepsMode(IMethodSymbol method, TrainingCode code) => method.OriginalDefinition.DeclaringSyntaxReferences.All(part =>
        !part.GetSyntax(code.Cancellation).DescendantTokens().Any(token => token.ValueText is "enable_grad" or "set_grad_enabled" or "inference_mode" or "requires_grad_" or "requires_grad"));

    private static SyntaxNode BodyAround(SyntaxNode returned) => returned.FirstAncestorOrSelf<SyntaxNode>(node => node is MemberDeclarationSyntax or LocalFunctionStatementSyntax) ?? returned;
}
