using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0301: draws the weights for the activation that follows, from the same kind of distribution.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MismatchedInitializerFix))]
[Shared]
public sealed class MismatchedInitializerFix() : GradGuardCodeFix(RuleIds.MismatchedInitializer)
{
    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (context.Property(FixProperties.Initializer) is not { } initializer || InitializerSyntax.Of(context.Node, context) is not { } call)
            yield break;

        var name = initializer.StartsWith("kaiming", StringComparison.Ordinal) ? "He" : "Xavier";
        var drawn = call.Call.Expression.ToString().Contains("uniform") ? initializer.Replace("normal", "uniform") : initializer;
        yield return ($"Use {name} initialisation", [call.With(drawn, context)]);
    }
}
