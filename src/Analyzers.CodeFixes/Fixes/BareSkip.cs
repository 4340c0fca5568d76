using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>Takes the operations off a skip where they stand in one expression, and with them the layers that nothing uses then.</summary>
internal static class BareSkip
{
    public static IReadOnlyList<TextChange> Changes(FixContext context)
    {
        var place = context.Diagnostic.Location.SourceSpan;
        var spans = context.Diagnostic.AdditionalLocations.Where(location => location.SourceTree == context.Root.SyntaxTree).Select(location => location.SourceSpan).ToList();
        if (spans.Count == 0 || spans.Count != context.Diagnostic.AdditionalLocations.Count || spans.Exists(span => !place.Contains(span)))
            return [];

        var innermost = spans.OrderBy(span => span.Length).First();
        if (context.NodeAt(place) is not ExpressionSyntax outer || context.NodeAt(innermost) is not InvocationExpressionSyntax inner
            || ActivationSyntax.Of(inner, context.Semantics, context.Cancellation) is not { } operation)
            return [];

        var operand = ActivationSyntax.Unwrapped(operation.Operand);
        return [.. ActivationCall.Replaced(outer, operand), .. new UnusedFields(context).After(outer, operand)];
    }
}
