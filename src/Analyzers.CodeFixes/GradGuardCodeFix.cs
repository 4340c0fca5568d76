using System.Collections.Immutable;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes;

/// <summary>
/// What all fixes share: one rule each, a fix for all findings at once, and changes to the text, so that whatever they do not touch stays
/// as the user wrote it.
/// </summary>
public abstract class GradGuardCodeFix : CodeFixProvider
{
    private protected GradGuardCodeFix(string id) => FixableDiagnosticIds = [id];

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixEveryFinding.Instance;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
            foreach (var offer in await OffersFor(diagnostic, context.Document.Project, context.CancellationToken).ConfigureAwait(false))
                context.RegisterCodeFix(CodeAction.Create(offer.Title, offer.Apply, offer.Key), diagnostic);
    }

    /// <summary>The ways to mend a finding, best first; none for a finding of another rule.</summary>
    internal async Task<IReadOnlyList<OfferedFix>> OffersFor(Diagnostic diagnostic, Project project, CancellationToken cancellation)
    {
        if (!FixableDiagnosticIds.Contains(diagnostic.Id) || DocumentAt(PlaceToChange(diagnostic), project) is not { } document
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } semantics)
            return [];

        var context = new FixContext(semantics, await document.GetTextAsync(cancellation).ConfigureAwait(false), diagnostic, cancellation);
        return [.. FixesOrNone(context).Select((fix, rank) => new OfferedFix(fix.Title, document, fix.Changes, IsBest: rank == 0))];
    }

    private static Document? DocumentAt(Location place, Project project) => place.SourceTree is not { } tree ? null
        : project.Solution.GetDocument(tree) ?? project.Documents.FirstOrDefault(document => document.FilePath is { Length: > 0 } path && path == tree.FilePath);

    /// <summary>Where the code to change stands: a fix may mend a finding in another file.</summary>
    private protected virtual Location PlaceToChange(Diagnostic diagnostic) => diagnostic.Location;

    // An editor puts a bar across the window for a fix that fails, and asks it no more.
    private IReadOnlyList<(string Title, IReadOnlyList<TextChange> Changes)> FixesOrNone(FixContext context)
    {
        try
        {
            return [.. from fix in Fixes(context) let changes = InOrder(fix.Changes) where changes is not null && context.CompilesWith(changes) select (fix.Title, changes)];
        }
        catch (Exception fault) when (AnalyzerFaults.IsOurs(fault))
        {
            AnalyzerFaults.Note(GetType().Name, fault);
            return [];
        }
    }

    // Changes that overlap cannot be made.
    private static IReadOnlyList<TextChange>? InOrder(IReadOnlyList<TextChange> changes)
    {
        var ordered = changes.OrderBy(change => change.Span).ToList();
        return ordered.Skip(1).Zip(ordered, (next, previous) => next.Span.Start >= previous.Span.End).All(follows => follows) ? ordered : null;
    }

    /// <summary>The changes that mend a finding, best first; none where the code is of a shape that the fix cannot be sure of.</summary>
    private protected abstract IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context);
}

/// <summary>A finding to mend and the code it stands in.</summary>
internal sealed class FixContext(SemanticModel semantics, SourceText text, Diagnostic diagnostic, CancellationToken cancellation)
{
    private readonly Lazy<int> _errors = new(() => Errors(semantics, cancellation));

    public SemanticModel Semantics { get; } = semantics;

    public SourceText Text { get; } = text;

    public Diagnostic Diagnostic { get; } = diagnostic;

    public CancellationToken Cancellation { get; } = cancellation;

    public SyntaxNode Root { get; } = semantics.SyntaxTree.GetRoot(cancellation);

    /// <summary>Whether the finding stands in the file that the fix changes.</summary>
    public bool IsInFileOfFinding => Diagnostic.Location.SourceTree is not { } tree || tree == Root.SyntaxTree || (tree.FilePath.Length > 0 && tree.FilePath == Root.SyntaxTree.FilePath);

    /// <summary>The code of the finding; only where that stands in the file that the fix changes.</summary>
    public SyntaxNode Node => NodeAt(Diagnostic.Location.SourceSpan);

    public SyntaxNode NodeAt(TextSpan span) => Root.FindNode(span, getInnermostNodeForTie: true);

    public string? Property(string key) => Diagnostic.Properties.TryGetValue(key, out var value) ? value : null;

    /// <summary>Whether the file compiles with some changes as well as it does without: half-written code need not.</summary>
    public bool CompilesWith(IReadOnlyList<TextChange> changes)
    {
        var changed = Root.SyntaxTree.WithChangedText(Text.WithChanges(changes));
        var compilation = Semantics.Compilation.ReplaceSyntaxTree(Root.SyntaxTree, changed);
        return Errors(compilation.GetSemanticModel(changed), Cancellation) <= _errors.Value;
    }

    private static int Errors(SemanticModel semantics, CancellationToken cancellation) =>
        semantics.GetDiagnostics(cancellationToken: cancellation).Count(found => found.Severity == DiagnosticSeverity.Error);
}
