using System.Composition;
using System.Globalization;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0101: puts ReLU or GELU in place of every activation of the stack, with the initialisation without which they would vanish too.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SaturatingStackFix))]
[Shared]
public sealed class SaturatingStackFix() : GradGuardCodeFix(RuleIds.SaturatingStack)
{
    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        var layers = (context.Property(FixProperties.WeightLayers) ?? "").Split([','], StringSplitOptions.RemoveEmptyEntries);
        if (layers.Length == 0 || ModelOf(context) is not { } model || new HeInitialisation(context, layers).For(model) is not { } initialisation)
            yield break;

        foreach (var activation in new[] { HealthyActivation.ReLU, HealthyActivation.GELU })
            if (Replacements(activation, context) is { } replacements && Merged([.. replacements, .. initialisation]) is { } changes)
                yield return ($"Use {activation.Layer} with He initialisation", changes);
    }

    private static IReadOnlyList<TextChange>? Replacements(HealthyActivation activation, FixContext context)
    {
        var changes = new List<TextChange>();
        foreach (var location in context.Diagnostic.AdditionalLocations)
        {
            // Blocks in other files are mended there, where their own finding stands.
            if (location.SourceTree != context.Root.SyntaxTree || context.NodeAt(location.SourceSpan) is not InvocationExpressionSyntax place
                || activation.InPlaceOf(place, context) is not { } here)
                return null;

            changes.AddRange(here);
        }

        return changes.Count == 0 ? null : changes;
    }

    // Fields declared together share their type: one change of it is enough. Changes that overlap otherwise are none we can make.
    private static IReadOnlyList<TextChange>? Merged(IReadOnlyList<TextChange> changes)
    {
        var merged = changes.Distinct().OrderBy(change => change.Span.Start).ThenBy(change => change.Span.End).ToList();
        for (var i = 1; i < merged.Count; i++)
            if (merged[i].Span.Start < merged[i - 1].Span.End)
                return null;

        return merged;
    }

    private static SyntaxNode? ModelOf(FixContext context)
    {
        if (context.Property(FixProperties.ModelSpan)?.Split('+') is not { Length: 2 } span)
            return null;

        var place = new TextSpan(int.Parse(span[0], CultureInfo.InvariantCulture), int.Parse(span[1], CultureInfo.InvariantCulture));
        return place.End > context.Root.FullSpan.End ? null : context.NodeAt(place).FirstAncestorOrSelf<SyntaxNode>(node => node.Span == place);
    }
}
