using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0103: draws the weights by an initialisation with which the prediction is healthy.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ExplodingGradientFix))]
[Shared]
public sealed class ExplodingGradientFix() : GradGuardCodeFix(RuleIds.ExplodingGradient)
{
    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context) => HealingInitialisation.Of(context);
}
