using System.Collections.Immutable;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes;

/// <summary>
/// What all fixes share: one rule each, a batch fix-all, and changes to the text, so that whatever they do not touch stays as the user
/// wrote it.
/// </summary>
public abstract class GradGuardCodeFix : CodeFixProvider
{
    private protected GradGuardCodeFix(string id) => FixableDiagnosticIds = [id];

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            var document = DocumentOf(PlaceToChange(diagnostic), context.Document);
            var semantics = await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
            var text = await document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
            if (semantics is null)
                continue;

            foreach (var (title, changes) in FixesOrNone(new FixContext(semantics, text, diagnostic, context.CancellationToken)))
                context.RegisterCodeFix(
                    CodeAction.Create(title, _ => Task.FromResult(document.WithText(text.WithChanges(changes))), equivalenceKey: KeyOf(title)), diagnostic);
        }
    }

    private static Document DocumentOf(Location place, Document finding) => place.SourceTree is not { } tree ? finding
        : finding.Project.Solution.GetDocument(tree)
            ?? finding.Project.Documents.FirstOrDefault(document => document.FilePath is { Length: > 0 } path && path == tree.FilePath)
            ?? finding;

    /// <summary>Where the code to change stands: a fix may mend a finding in another file.</summary>
    private protected virtual Location PlaceToChange(Diagnostic diagnostic) => diagnostic.Location;

    // What a fix would give, behind the colon, differs from model to model; what it does is the same for all of them.
    private static string KeyOf(string title) => title.Split(':')[0];

    // An editor puts a bar across the window for a fix that fails, and asks it no more.
    private IReadOnlyList<(string Title, IReadOnlyList<TextChange> Changes)> FixesOrNone(FixContext context)
    {
        try
        {
            return [.. Fixes(context)];
        }
        catch (Exception fault) when (AnalyzerFaults.IsOurs(fault))
        {
            AnalyzerFaults.Note(GetType().Name, fault);
            return [];
        }
    }

    /// <summary>The changes that mend a finding, best first; none where the code is of a shape that the fix cannot be sure of.</summary>
    private protected abstract IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context);
}

/// <summary>A finding to mend and the code it stands in.</summary>
internal sealed class FixContext(SemanticModel semantics, SourceText text, Diagnostic diagnostic, CancellationToken cancellation)
{
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
}
