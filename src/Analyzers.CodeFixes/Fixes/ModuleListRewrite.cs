using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>Turns a private field of a list or array type into a ModuleList, with all that is assigned to it.</summary>
internal sealed class ModuleListRewrite(FixContext context, TypeDeclarationSyntax owner)
{
    private const string ModuleList = "ModuleList";

    /// <summary>The changes; null where it has values of a kind that cannot be one.</summary>
    public IReadOnlyList<TextChange>? Changes()
    {
        if (context.Node.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is not { Parent: VariableDeclarationSyntax { Variables.Count: 1, Type: var declared } } declarator
            || context.Semantics.GetDeclaredSymbol(declarator, context.Cancellation) is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private } field
            || ElementOf(declared) is not { } element)
            return null;

        var changes = new List<TextChange> { new(declared.Span, $"{ModuleList}<{element}>") };
        var isArray = declared is ArrayTypeSyntax;
        foreach (var value in ValuesOf(declarator, field))
            if (Rewritten(value, element.ToString(), isArray) is { } change)
                changes.AddRange(change);
            else
                return null;

        if (isArray)
            changes.AddRange(owner.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
                .Where(access => access.Name.Identifier.ValueText == "Length" && IsField(access.Expression, field))
                .Select(access => new TextChange(access.Name.Span, "Count")));

        return changes;
    }

    private static TypeSyntax? ElementOf(TypeSyntax type) => type switch
    {
        GenericNameSyntax { Identifier.ValueText: "List" or "IList" or "IReadOnlyList" or "IEnumerable", TypeArgumentList.Arguments: { Count: 1 } arguments } => arguments[0],
        ArrayTypeSyntax { RankSpecifiers.Count: 1 } array => array.ElementType,
        _ => null,
    };

    private IEnumerable<ExpressionSyntax> ValuesOf(VariableDeclaratorSyntax declarator, IFieldSymbol field)
    {
        if (declarator.Initializer?.Value is { } initializer)
            yield return initializer;

        foreach (var assignment in owner.DescendantNodes().OfType<AssignmentExpressionSyntax>())
            if (IsField(assignment.Left, field))
                yield return assignment.Right;
    }

    private static IReadOnlyList<TextChange>? Rewritten(ExpressionSyntax value, string element, bool isArray)
    {
        switch (value)
        {
            case ImplicitObjectCreationExpressionSyntax or CollectionExpressionSyntax when !isArray:
                return [];
            case ObjectCreationExpressionSyntax { Type: GenericNameSyntax { Identifier: var name } } when !isArray:
                return [new(name.Span, ModuleList)];
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: { Identifier.ValueText: "ToList" } list } } when !isArray:
                return [.. Wrapped(value, element), new(list.Span, "ToArray")];
            case ArrayCreationExpressionSyntax { Initializer: not null } or ImplicitArrayCreationExpressionSyntax when isArray:
            case InvocationExpressionSyntax when isArray:
                return Wrapped(value, element);
            // { a, b } and [a, b] have no type of their own.
            case InitializerExpressionSyntax or CollectionExpressionSyntax when isArray:
                var (open, close) = (value.GetFirstToken(), value.GetLastToken());
                return [new(TextSpan.FromBounds(open.SpanStart, open.GetNextToken().SpanStart), "new("), new(TextSpan.FromBounds(close.GetPreviousToken().Span.End, close.Span.End), ")")];
            default:
                return null;
        }
    }

    private static TextChange[] Wrapped(ExpressionSyntax value, string element) =>
        [new(new TextSpan(value.SpanStart, 0), $"new {ModuleList}<{element}>("), new(new TextSpan(value.Span.End, 0), ")")];

    private bool IsField(ExpressionSyntax expression, IFieldSymbol field) =>
        SymbolEqualityComparer.Default.Equals(context.Semantics.GetSymbolInfo(expression, context.Cancellation).Symbol, field);
}
