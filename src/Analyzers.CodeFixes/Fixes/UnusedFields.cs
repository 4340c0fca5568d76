using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>Private layers that nothing uses once a piece of code is gone: their declarations and the statements that make them.</summary>
internal sealed class UnusedFields(FixContext context)
{
    /// <summary>The changes that remove them.</summary>
    /// <param name="gone">The expression that goes.</param>
    /// <param name="kept">The part of it that stays.</param>
    public IEnumerable<TextChange> After(ExpressionSyntax gone, ExpressionSyntax kept)
    {
        if (gone.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || TorchSharpContext.Of(context.Semantics.Compilation) is not { } torch)
            yield break;

        // Further parts of a class may lie in files that the fix does not change.
        var parts = context.Semantics.GetDeclaredSymbol(type, context.Cancellation)?.DeclaringSyntaxReferences ?? [];
        if (parts.Any(part => part.SyntaxTree != context.Root.SyntaxTree))
            yield break;

        var names = parts.SelectMany(part => Names(part.GetSyntax(context.Cancellation))).ToList();
        var unused = new List<VariableDeclaratorSyntax>();
        foreach (var field in Names(gone).Where(name => !kept.Span.Contains(name.Span)).Select(SymbolOf).OfType<IFieldSymbol>().Distinct(SymbolEqualityComparer.Default).Cast<IFieldSymbol>())
        {
            var references = names.Where(name => name.Identifier.ValueText == field.Name && TorchSharpContext.Same(SymbolOf(name), field)
                && (!gone.Span.Contains(name.Span) || kept.Span.Contains(name.Span))).ToList();
            var creations = references.Select(CreationBy).ToList();
            if (!IsOwnLayer(field, torch) || creations.Contains(null) || field.DeclaringSyntaxReferences[0].GetSyntax(context.Cancellation) is not VariableDeclaratorSyntax declarator
                || (declarator.Initializer?.Value is { } value && !IsFactory(value)))
                continue;

            unused.Add(declarator);
            foreach (var creation in creations)
                yield return new(Line(creation!), "");
        }

        foreach (var declaration in unused.GroupBy(declarator => (VariableDeclarationSyntax)declarator.Parent!))
            yield return Without(declaration.Key, [.. declaration]);
    }

    // Other code may see a field that is not private.
    private static bool IsOwnLayer(IFieldSymbol field, TorchSharpContext torch) =>
        field is { IsStatic: false, DeclaredAccessibility: Accessibility.Private, DeclaringSyntaxReferences.Length: 1 } && torch.IsModule(field.Type);

    private StatementSyntax? CreationBy(IdentifierNameSyntax name)
    {
        ExpressionSyntax access = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } self ? self : name;
        return access.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Parent: ExpressionStatementSyntax { Parent: BlockSyntax } statement } assignment
            && assignment.Left == access && IsFactory(assignment.Right) ? statement : null;
    }

    // Making a layer does nothing else; what another call does is not ours to drop.
    private bool IsFactory(ExpressionSyntax value) => value is BaseObjectCreationExpressionSyntax
        || (value is InvocationExpressionSyntax call && TorchSharpContext.Of(context.Semantics.Compilation) is { } torch
            && context.Semantics.GetSymbolInfo(call, context.Cancellation).Symbol is IMethodSymbol { IsStatic: true } method && torch.IsLibrary(method));

    private TextChange Without(VariableDeclarationSyntax declaration, IReadOnlyList<VariableDeclaratorSyntax> gone)
    {
        var kept = declaration.Variables.Except(gone).ToList();
        if (kept.Count == 0)
            return new(Line(declaration.Parent!), "");
        if (gone.Count > 1)
            return new(declaration.Variables.Span, string.Join(", ", kept));

        var place = declaration.Variables.IndexOf(gone[0]);
        return new(place == 0
            ? TextSpan.FromBounds(gone[0].SpanStart, declaration.Variables[1].SpanStart)
            : TextSpan.FromBounds(declaration.Variables[place - 1].Span.End, gone[0].Span.End), "");
    }

    // With the comment on its line and the documentation above it, where it stands alone there.
    private TextSpan Line(SyntaxNode node)
    {
        var documentation = node.GetLeadingTrivia().FirstOrDefault(trivia => trivia.HasStructure);
        var start = documentation == default ? node.SpanStart : documentation.FullSpan.Start;
        var (first, last) = (context.Text.Lines.GetLineFromPosition(start), context.Text.Lines.GetLineFromPosition(node.Span.End));
        var rest = context.Text.ToString(TextSpan.FromBounds(node.Span.End, last.End)).Trim();
        var isAlone = context.Text.ToString(TextSpan.FromBounds(first.Start, start)).Trim() is "" or "///" && (rest.Length == 0 || rest.StartsWith("//", StringComparison.Ordinal));
        return isAlone ? TextSpan.FromBounds(first.Start, (ParagraphEndsAt(last, first) ?? last).EndIncludingLineBreak)
            : TextSpan.FromBounds(node.SpanStart, node.Span.End < last.End && context.Text[node.Span.End] == ' ' ? node.Span.End + 1 : node.Span.End);
    }

    // The empty line behind, where two would be left.
    private TextLine? ParagraphEndsAt(TextLine last, TextLine first)
    {
        if (first.LineNumber == 0 || last.LineNumber + 1 >= context.Text.Lines.Count)
            return null;

        var (before, behind) = (context.Text.Lines[first.LineNumber - 1].ToString().TrimEnd(), context.Text.Lines[last.LineNumber + 1]);
        return behind.ToString().Trim().Length == 0 && (before.Length == 0 || before.EndsWith("{", StringComparison.Ordinal)) ? behind : null;
    }

    private ISymbol? SymbolOf(IdentifierNameSyntax name) => context.Semantics.GetSymbolInfo(name, context.Cancellation).Symbol;

    private static IEnumerable<IdentifierNameSyntax> Names(SyntaxNode node) => node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>();
}
