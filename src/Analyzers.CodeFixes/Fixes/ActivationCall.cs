using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>An activation as a call in the code: a function of a tensor, a method of one, or a layer's.</summary>
/// <param name="Call">The whole call.</param>
/// <param name="Operand">What it is applied to.</param>
internal sealed record ActivationCall(InvocationExpressionSyntax Call, ExpressionSyntax Operand)
{
    public static ActivationCall? Of(SyntaxNode? node, FixContext context)
    {
        if (node is not InvocationExpressionSyntax { Expression: var function } call || context.Semantics.GetSymbolInfo(call, context.Cancellation).Symbol is not IMethodSymbol method
            || TorchSharpContext.Of(context.Semantics.Compilation) is not { } torch)
            return null;

        var isTensors = torch.IsTensor(method.ContainingType);
        var operand = isTensors && !method.IsStatic ? (function as MemberAccessExpressionSyntax)?.Expression : call.ArgumentList.Arguments.FirstOrDefault()?.Expression;
        return operand is not null && (isTensors || torch.IsTensor(context.Semantics.GetTypeInfo(operand, context.Cancellation).Type)) ? new(call, operand) : null;
    }
}
