using System.Globalization;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Observations;

/// <summary>What a run says of one layer.</summary>
/// <param name="Run">The run.</param>
/// <param name="Finding">The finding it comes from.</param>
/// <param name="Layer">Path of the layer; empty for the model as a whole.</param>
/// <param name="Text">What was measured, in a sentence without its end.</param>
/// <param name="Log10Ratio">log10 of its gradient over that of the last layer, where that is what was measured.</param>
internal sealed record Observation(ObservedRun Run, ObservedFinding Finding, string Layer, string Text, double? Log10Ratio = null)
{
    public DiagnosticSeverity Severity => Finding.IsGrave ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;

    /// <summary>The sentence with its run.</summary>
    /// <param name="others">How many more layers of the same place the rule has found.</param>
    public string Sentence(int others) =>
        $"In the last recorded run ({StepText(Run)}{Run.Source}) {Text}{(others == 0 ? "" : $"; {others} more {(others == 1 ? "layer" : "layers")} declared here fared no better")}";

    public string Advice => Finding.Remedy is { } remedy ? PlainText.Of(remedy).TrimEnd('.', ' ') : "Look into the report for what to change";

    private static string StepText(ObservedRun run) => run.Steps > 0 ? $"{run.Steps.ToString(CultureInfo.InvariantCulture)} steps, " : "";
}
