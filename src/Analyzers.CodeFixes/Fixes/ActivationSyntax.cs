using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>A use of an activation: what it is applied to, and how to apply it to something else.</summary>
/// <param name="Call">act.call(x), functional.relu(x) or x.relu().</param>
/// <param name="Operand">x.</param>
/// <param name="IsTensorMethod">Whether the operand stands before the dot.</param>
internal sealed record ActivationSyntax(InvocationExpressionSyntax Call, ExpressionSyntax Operand, bool IsTensorMethod)
{
    public static ActivationSyntax? Of(InvocationExpressionSyntax call, SemanticModel semantics, CancellationToken cancellation)
    {
        if (semantics.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method)
            return null;

        var argument = call.ArgumentList.Arguments.FirstOrDefault()?.Expression;
        if (method.IsStatic || method.Name is "call" or "forward")
            return argument is null ? null : new(call, argument, IsTensorMethod: false);

        return call.Expression is MemberAccessExpressionSyntax member ? new(call, member.Expression, IsTensorMethod: true) : null;
    }

    /// <summary>The text of the same activation of another operand.</summary>
    public string AppliedTo(ExpressionSyntax operand)
    {
        var start = Operand.SpanStart - Call.SpanStart;
        var text = IsTensorMethod ? Primary(operand) : Unwrapped(operand).ToString();
        return Call.ToString().Remove(start, Operand.Span.Length).Insert(start, text);
    }

    /// <summary>The text of an expression, in parentheses unless it can stand before a dot as it is.</summary>
    public static string Primary(ExpressionSyntax expression) => StandsBeforeDot(expression) ? expression.ToString() : $"({expression})";

    public static bool StandsBeforeDot(ExpressionSyntax expression) => expression
        is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax
        or ParenthesizedExpressionSyntax or ThisExpressionSyntax;

    public static ExpressionSyntax Unwrapped(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax inner)
            expression = inner.Expression;

        return expression;
    }
}
