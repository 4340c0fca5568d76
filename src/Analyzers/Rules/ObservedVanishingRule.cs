using System.Globalization;
using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Observations;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0901: layers that got next to no gradient in the last recorded run.</summary>
internal sealed class ObservedVanishingRule() : ObservedRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.ObservedVanishing,
        "Observed vanishing gradient",
        Format,
        RuleCategories.Observed,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The report of the last recorded run says that the gradient of this layer vanished: what the monitor measured, shown where the layer is declared.",
        RuleIds.HelpLink(RuleIds.ObservedVanishing));

    private protected override IEnumerable<Observation> Observe(ObservedRun run, ObservedFinding finding)
    {
        var limit = finding.Measured?.Limit ?? double.PositiveInfinity;
        var at = finding.Step.ToString(CultureInfo.InvariantCulture);
        var last = run.LastWeightLayer is { } path ? $"the gradient of '{PlainText.Of(path)}'" : "the last layer's gradient";
        foreach (var layer in finding.Layers.Prepend(finding.Layer).Distinct())
        {
            // A layer whose median is sound has come round since.
            if (run.Layers.TryGetValue(layer, out var measured) && measured.RatioToLast is { } ratio && ratio <= limit)
                yield return new(run, finding, layer, $"'{PlainText.Of(layer)}' received {Ratio.Text(Math.Log10(ratio))} of {last} in the median, found at step {at}", Math.Log10(ratio));
            else if (layer == finding.Layer && finding.Measured is { } seen)
                yield return new(run, finding, layer, $"'{PlainText.Of(layer)}' received {Ratio.Text(Math.Log10(seen.Value))} of {last} at step {at}", Math.Log10(seen.Value));
        }
    }
}
