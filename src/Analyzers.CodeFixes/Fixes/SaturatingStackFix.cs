using System.Composition;
using GradGuard.Analyzers;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>
/// GG0101: puts another activation in place of every one of the stack, with the initialisation without which it would vanish too. Each
/// is tried on the layer graph first.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SaturatingStackFix))]
[Shared]
public sealed class SaturatingStackFix() : GradGuardCodeFix(RuleIds.SaturatingStack)
{
    private static readonly (HealthyActivation Activation, DrawnWeights Draw)[] Candidates =
        [(HealthyActivation.ReLU, DrawnWeights.Kaiming), (HealthyActivation.GELU, DrawnWeights.Kaiming), (HealthyActivation.SELU, DrawnWeights.LeCun)];

    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context) => TriedModel.Of(context) is not { } model
        ? []
        : TriedModel.BestFirst(Candidates.Select(candidate => (
            $"Use {candidate.Activation.Layer} with {candidate.Draw.Name}",
            Changes(candidate.Activation, candidate.Draw, model, context),
            model.Healed(variant =>
            [
                Remedy.ReplaceActivations(candidate.Activation.Graph, where: node => IsInStack(variant.Origins[node].Definition, context)),
                Remedy.Initialise(candidate.Draw.Initializer, _ => true),
            ]))));

    private static bool IsInStack(SyntaxNode? place, FixContext context) =>
        place is not null && context.Diagnostic.AdditionalLocations.Any(location => location.SourceTree?.FilePath == place.SyntaxTree.FilePath && location.SourceSpan == place.Span);

    private static IReadOnlyList<TextChange>? Changes(HealthyActivation activation, DrawnWeights draw, TriedModel model, FixContext context) =>
        Replacements(activation, context) is { } replacements && new InitialisationLoop(context, model.Layers, draw).For(model.Declaration) is { } initialisation
            ? Merged([.. replacements, .. initialisation])
            : null;

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

    // Fields declared together share their type: one change of it is enough. Indentation of what goes is idle; changes that overlap
    // otherwise are none we can make.
    private static IReadOnlyList<TextChange>? Merged(IReadOnlyList<TextChange> changes)
    {
        var merged = new List<TextChange>();
        foreach (var change in changes.Distinct().OrderBy(change => change.Span))
            if (merged.Count == 0 || change.Span.Start >= merged[merged.Count - 1].Span.End)
                merged.Add(change);
            else if (!change.Span.IsEmpty || !string.IsNullOrWhiteSpace(change.NewText))
                return null;

        return merged;
    }
}
