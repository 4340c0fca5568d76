using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

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

    /// <summary>The changes that leave the operand where the call stood.</summary>
    public IReadOnlyList<TextChange> Removed() => Replaced(Call, Operand);

    /// <summary>The changes that leave a part of an expression where the whole stood, with the comments beside it.</summary>
    public static IReadOnlyList<TextChange> Replaced(ExpressionSyntax whole, ExpressionSyntax part)
    {
        part = ActivationSyntax.Unwrapped(part);
        var standsAlone = whole.Parent is ArgumentSyntax or EqualsValueClauseSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or ParenthesizedExpressionSyntax or AssignmentExpressionSyntax;
        var (open, close) = standsAlone || ActivationSyntax.StandsBeforeDot(part) ? ("", "") : ("(", ")");
        var (before, behind) = (TextSpan.FromBounds(whole.SpanStart, part.SpanStart), TextSpan.FromBounds(part.Span.End, whole.Span.End));
        return [new(before, string.Concat(Comments(before).Select(comment => comment + " ")) + open), new(behind, close + string.Concat(Comments(behind).Select(comment => " " + comment)))];

        // A comment to the end of the line would take what follows with it.
        IEnumerable<string> Comments(TextSpan span) => whole.DescendantTrivia().Where(trivia => span.Contains(trivia.Span)).Select(trivia =>
            trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) ? trivia.ToString()
            : trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) ? $"/* {trivia.ToString().Substring(2).Trim()} */"
            : "").Where(comment => comment.Length > 0);
    }
}
