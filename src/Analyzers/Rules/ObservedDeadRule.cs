using System.Globalization;
using GradGuard.Analyzers.Observations;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0903: layers that did not learn in the last recorded run: dead units, no gradient, or weights that did not move.</summary>
internal sealed class ObservedDeadRule() : ObservedRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.ObservedDead,
        "Observed dead layer",
        Format,
        RuleCategories.Observed,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The report of the last recorded run says that units of this layer were dead, that no gradient reached it, or that its weights did not move: what the monitor measured, shown where the layer is declared.",
        RuleIds.HelpLink(RuleIds.ObservedDead));

    private protected override IEnumerable<Observation> Observe(ObservedRun run, ObservedFinding finding)
    {
        var at = $"from step {finding.Step.ToString(CultureInfo.InvariantCulture)} on";
        var whose = finding.Layer.Length == 0 ? "the model" : $"'{PlainText.Of(finding.Layer)}'";
        yield return new(run, finding, finding.Layer, $"{whose} {State(finding.Symptom)} {at}: {PlainText.Of(finding.Message).TrimEnd('.')}");

        // What holds for the model as a whole needs no echo at each layer.
        foreach (var layer in finding.Layer.Length == 0 ? [] : finding.Layers.Where(layer => layer != finding.Layer).Distinct())
            yield return new(run, finding, layer, $"'{PlainText.Of(layer)}', like '{PlainText.Of(finding.Layer)}', {State(finding.Symptom)} {at}");
    }

    private static string State(string symptom) => symptom switch
    {
        ObservedSymptoms.DeadUnits => "had dead units",
        ObservedSymptoms.Saturated => "was saturated",
        ObservedSymptoms.Identical => "had identical units",
        ObservedSymptoms.Missing => "had no gradient",
        _ => "did not move",
    };
}
