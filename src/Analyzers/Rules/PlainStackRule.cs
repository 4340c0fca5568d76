using System.Collections.Immutable;
using GradGuard.Analyzers.Graphs;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0104: a deep stack with neither skip nor normalization that the prediction finds fine at the start.</summary>
internal sealed class PlainStackRule() : ModelRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.PlainStack,
        "Deep stack with neither skip nor normalization",
        "'{0}' stacks {1} layers with weights, from '{2}' to '{3}', with neither a skip nor a normalization among them; such networks degrade past {4}, however they are initialised. Add skip connections or normalize.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "An initialisation can balance a plain deep network at the start but not keep it balanced: every step of training moves all factors of a long product.",
        RuleIds.HelpLink(RuleIds.PlainStack));

    private static readonly RuleOption Depth = new("gradguard.GG0104.max_depth", Limits.PlainDepth, OptionRange.Count);

    public override ImmutableArray<RuleOption> Options => [Depth];

    private protected override void Analyze(ModelReport report)
    {
        var shortest = report.Model.Variants.Select(variant => (variant, run: PlainRun.Longest(variant.Graph))).OrderBy(found => found.run.Layers.Count).FirstOrDefault();
        if (shortest.run is not { IsSelfNormalizing: false, Layers: { } layers } || layers.Count <= report.Read(Depth))
            return;

        // One cause, one finding: where the prediction fails or the activations saturate, their own rules say so.
        if (VanishingGradientRule.Failing(report) is not null || ExplodingGradientRule.Explosion(report) is not null
            || SaturatingStack.Of(shortest.variant.Graph).Activations.Count >= Limits.SaturatingDepth)
            return;

        report.At(null, DiagnosticSeverity.Info, null, report.Model.Name, layers.Count, layers[0].Path, layers[layers.Count - 1].Path, report.Read(Depth));
    }
}
