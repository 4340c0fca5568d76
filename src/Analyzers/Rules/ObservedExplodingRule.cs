using System.Globalization;
using GradGuard.Analyzers.Observations;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0902: layers whose gradient exploded, or was no number, in the last recorded run.</summary>
internal sealed class ObservedExplodingRule() : ObservedRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.ObservedExploding,
        "Observed exploding gradient",
        Format,
        RuleCategories.Observed,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The report of the last recorded run says that the gradient exploded, or turned into NaN or infinity, at this layer: what the monitor measured, shown where the layer is declared.",
        RuleIds.HelpLink(RuleIds.ObservedExploding));

    // The layer to look at first alone: NaN spreads to all others.
    private protected override IEnumerable<Observation> Observe(ObservedRun run, ObservedFinding finding)
    {
        var what = finding.Symptom == ObservedSymptoms.NonFinite ? "was not finite" : "exploded";
        var whose = finding.Layer.Length == 0 ? "of the model" : $"of '{PlainText.Of(finding.Layer)}'";
        var until = finding.EndStep is { } end ? $" until step {end.ToString(CultureInfo.InvariantCulture)}" : "";
        yield return new(run, finding, finding.Layer, $"the gradient {whose} {what} from step {finding.Step.ToString(CultureInfo.InvariantCulture)} on{until}: {PlainText.Of(finding.Message).TrimEnd('.')}");
    }
}
