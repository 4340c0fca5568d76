using System.Globalization;
using GradGuard.Analyzers.Observations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0903: layers that did not learn in the last recorded run: dead units, no gradient, or weights that did not move.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ObservedDeadAnalyzer() : ObservedRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.ObservedDead,
        "Observed dead layer",
        Format,
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The report of the last recorded run says that units of this layer were dead, that no gradient reached it, or that its weights did not move: what the monitor measured, shown where the layer is declared.",
        RuleIds.HelpLink(RuleIds.ObservedDead));

    private protected override IEnumerable<Observation> Observe(ObservedRun run, ObservedFinding finding)
    {
        var at = $"from step {finding.Step.ToString(CultureInfo.InvariantCulture)} on";
        yield return new(
            run, finding, finding.Layer,
            $"{(finding.Layer.Length == 0 ? "the model" : $"'{PlainText.Of(finding.Layer)}'")} {(finding.Symptom == ObservedSymptoms.DeadUnits ? "was dying" : "did not learn")} {at}: {PlainText.Of(finding.Message).TrimEnd('.')}");

        // A message that speaks of the whole model needs no echo at each layer.
        foreach (var layer in finding.Layer.Length == 0 ? [] : finding.Layers.Where(layer => layer != finding.Layer).Distinct())
            yield return new(run, finding, layer, $"{OfFurther(finding.Symptom, PlainText.Of(layer))} {at}");
    }

    private static string OfFurther(string symptom, string layer) => symptom switch
    {
        ObservedSymptoms.DeadUnits => $"most units of '{layer}' were dead too",
        ObservedSymptoms.Stalled => $"the weights of '{layer}' did not move either",
        _ => $"'{layer}' had no gradient either",
    };
}
