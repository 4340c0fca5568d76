using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>A call that draws a weight: init.zeros_(weight) or weight.zero_().</summary>
/// <param name="Call">The call.</param>
/// <param name="Weight">What it draws.</param>
/// <param name="Qualifier">What stands before the function's name, "init." or nothing; null for a method of the tensor.</param>
internal sealed record InitializerSyntax(InvocationExpressionSyntax Call, ExpressionSyntax Weight, string? Qualifier)
{
    private const string Normal = "normal_ ";

    /// <summary>Whether the call names one weight, so that it draws no bias too.</summary>
    public bool DrawsOneWeight => Weight.ToString().TrimEnd('!').EndsWith(".weight", StringComparison.Ordinal);

    public static InitializerSyntax? Of(SyntaxNode node, FixContext context)
    {
        if (node is not InvocationExpressionSyntax call || context.Semantics.GetSymbolInfo(call, context.Cancellation).Symbol is not IMethodSymbol method)
            return null;
        if (!method.IsStatic)
            return call.Expression is MemberAccessExpressionSyntax { Expression: var tensor } ? new(call, tensor, null) : null;

        return call.ArgumentList.Arguments.FirstOrDefault() is { NameColon: null, Expression: var weight }
            ? new(call, weight, call.Expression is MemberAccessExpressionSyntax { Expression: var owner } ? owner + "." : "")
            : null;
    }

    /// <summary>The change that draws the same weight by another initializer.</summary>
    /// <param name="initializer">"kaiming_normal_", "xavier_uniform_", …; a number behind it is its standard deviation.</param>
    /// <param name="context">The finding.</param>
    public TextChange With(string initializer, FixContext context)
    {
        var init = TorchNames.Initializers(context.Semantics, Call.SpanStart);
        var (name, further) = initializer switch
        {
            _ when initializer.StartsWith(Normal, StringComparison.Ordinal) => ("normal_", $", 0, {initializer.Substring(Normal.Length)}"),
            _ when initializer.StartsWith("kaiming", StringComparison.Ordinal) => (initializer, $", nonlinearity: {init}.NonlinearityType.ReLU"),
            _ => (initializer, ""),
        };
        return new(Call.Span, $"{Qualifier ?? init + "."}{name}({Weight}{further})");
    }
}
