using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0202: makes the skip the identity.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SkipNotIdentityFix))]
[Shared]
public sealed class SkipNotIdentityFix() : GradGuardCodeFix(RuleIds.SkipNotIdentity)
{
    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (BareSkip.Changes(context) is { Count: > 0 } changes)
            yield return ("Add the block's input itself", changes);
    }
}
