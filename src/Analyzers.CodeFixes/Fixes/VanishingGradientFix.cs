using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0102: draws the weights by an initialisation with which the prediction is healthy.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(VanishingGradientFix))]
[Shared]
public sealed class VanishingGradientFix() : GradGuardCodeFix(RuleIds.VanishingGradient)
{
    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context) => HealingInitialisation.Of(context);
}
