using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0302: draws the weights at random, as the activation that follows asks.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ConstantWeightsFix))]
[Shared]
public sealed class ConstantWeightsFix() : GradGuardCodeFix(RuleIds.ConstantWeights)
{
    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (context.Property(FixProperties.Initializer) is { } initializer && InitializerSyntax.Of(context.Node, context) is { DrawsOneWeight: true } call)
            yield return ($"Draw the weights by {initializer.Split(' ')[0]}", [call.With(initializer, context)]);
    }
}
