using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes;

/// <summary>Fixes that can be made at once: no two of them change the same class, unless they are one and the same.</summary>
internal sealed class MergedFixes(Solution solution)
{
    private readonly Dictionary<string, ChangedFile> _files = new(StringComparer.Ordinal);

    /// <summary>Takes a fix along; false where another one changes its classes.</summary>
    public async Task<bool> TryAdd(OfferedFix fix, CancellationToken cancellation)
    {
        var name = fix.Document.FilePath ?? fix.Document.Id.ToString();
        if (await fix.Document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root)
            return false;
        if (!_files.TryGetValue(name, out var file))
            _files.Add(name, file = new(fix.Document));

        return file.TryAdd(fix.Changes, root);
    }

    /// <summary>The solution with all of them, in every project that has the files.</summary>
    public async Task<Solution> Apply(CancellationToken cancellation)
    {
        var changed = solution;
        foreach (var (document, changes) in _files.Values.Select(file => (file.Document, file.InOrder)))
        {
            var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
            changed = changed.WithDocumentText([document.Id, .. document.GetLinkedDocumentIds()], text.WithChanges(changes));
        }

        return changed;
    }

    private sealed class ChangedFile(Document document)
    {
        private readonly List<IReadOnlyList<TextChange>> _fixes = [];
        private readonly HashSet<TextSpan> _classes = [];

        public Document Document { get; } = document;

        public IReadOnlyList<TextChange> InOrder => [.. _fixes.SelectMany(changes => changes).OrderBy(change => change.Span)];

        // The same change in another project's view of the file, or for another finding of the same cause, is made once.
        public bool TryAdd(IReadOnlyList<TextChange> changes, SyntaxNode root)
        {
            if (_fixes.Exists(changes.SequenceEqual))
                return true;

            var classes = changes.Select(change => ClassAt(root, change.Span)).ToList();
            if (classes.Exists(_classes.Contains))
                return false;

            _classes.UnionWith(classes);
            _fixes.Add(changes);
            return true;
        }

        private static TextSpan ClassAt(SyntaxNode root, TextSpan span) =>
            (root.FindToken(span.Start).Parent?.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>() ?? root).Span;
    }
}
