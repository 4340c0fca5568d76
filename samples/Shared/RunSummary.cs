using System.Collections.Immutable;
using GradGuard.Reports;

namespace GradGuard.Samples;

/// <summary>What both views tell at the end of a run.</summary>
internal sealed record RunSummary(ImmutableArray<LayerRow> Rows, ImmutableArray<Finding> Findings, PredictionComparison? Comparison, double? FlowRatio, double TestAccuracy)
{
    public static RunSummary Of(GradientGuard guard, SampleOptions options, double testAccuracy)
    {
        double? flowRatio = null;
        guard.ReadLatest(snapshot => flowRatio = snapshot.FlowRatio);
        return new RunSummary(guard.LatestRows(), [.. guard.Findings.Where(finding => !finding.IsEnd)], Compare(guard, options), flowRatio, testAccuracy);
    }

    public string Verdict => Findings.Any(finding => finding.Severity >= Severity.Warning)
        ? $"unhealthy: {string.Join(", ", Findings.Where(finding => finding.Severity >= Severity.Warning).Select(finding => finding.Symptom.Name().Replace('_', ' ')).Distinct())}"
        : "healthy: no finding of warning or above";

    private static PredictionComparison? Compare(GradientGuard guard, SampleOptions options)
    {
        if (options.PredictionPath is null)
            return null;

        var prediction = Prediction.For(Prediction.Load(options.PredictionPath), guard.ModelType);
        if (prediction is null)
            Console.Error.WriteLine($"{options.PredictionPath} has no prediction for {guard.ModelType}.");

        return prediction is null ? null : PredictionComparison.Create(prediction, guard.InitialNorms());
    }
}
