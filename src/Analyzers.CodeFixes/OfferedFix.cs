using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes;

/// <summary>One way to mend a finding: changes to the text of one file.</summary>
/// <param name="Title">What it does, and behind a colon what that gives.</param>
/// <param name="Document">The file it changes, which need not be that of the finding.</param>
/// <param name="Changes">In the order of the text, none over another.</param>
/// <param name="IsBest">Whether it is the first on offer for its finding.</param>
internal sealed record OfferedFix(string Title, Document Document, IReadOnlyList<TextChange> Changes, bool IsBest)
{
    /// <summary>
    /// The key of the first on offer, whatever that is: who mends all findings by it has each mended in the way that heals it best. The
    /// way often differs from one model or loop to the next.
    /// </summary>
    public const string Best = "GradGuard.Best";

    /// <summary>What the fix does; what it would give, behind the colon, differs from model to model.</summary>
    public string Kind => Title.Split(':')[0];

    /// <summary>What an editor, asked to mend all findings alike, asks for.</summary>
    public string Key => IsBest ? Best : Kind;

    /// <summary>The solution with the changes, in every project that has the file.</summary>
    public async Task<Solution> Apply(CancellationToken cancellation)
    {
        var text = await Document.GetTextAsync(cancellation).ConfigureAwait(false);
        return Document.Project.Solution.WithDocumentText([Document.Id, .. Document.GetLinkedDocumentIds()], text.WithChanges(Changes));
    }
}
