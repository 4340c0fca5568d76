using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0203: makes the skip the identity.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NeedlessProjectionFix))]
[Shared]
public sealed class NeedlessProjectionFix() : GradGuardCodeFix(RuleIds.NeedlessProjection)
{
    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (BareSkip.Changes(context) is { Count: > 0 } changes)
            yield return ("Drop the projection from the skip", changes);
    }
}
