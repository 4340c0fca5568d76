using System.Globalization;
using GradGuard.Detection.Rivals;
using GradGuard.Detection.Scoring;

namespace GradGuard.Detection.Reporting;

/// <summary>The rows of every table, alike on the console and on the page.</summary>
internal static class Tables
{
    public static readonly string[] SummaryHeads = ["cases", "healthy runs", "with a warning", "faulty runs", "found within 50 steps", "median delay", "right layer first", "warned before the fault"];

    public static readonly string[] RivalHeads = ["rules", "healthy runs with an alarm", "faulty runs with an alarm within 50 steps"];

    public static readonly string[] HealthyHeads = ["healthy run", "family", "part", "loss, last over first", "runs with a warning"];

    public static readonly string[] FaultHeads = ["fault", "cause", "part", "starts at", "loss, last over first", "found", "steps from its start", "as", "layer named first"];

    public static IReadOnlyList<string> Row(Summary summary) =>
    [
        summary.Name, $"{summary.HealthyRuns}", $"{summary.FalseAlarmRuns}", $"{summary.FaultyRuns}", Share(summary.FoundRuns, summary.FaultyRuns), $"{summary.MedianDelay}",
        Share(summary.RightLayerRuns, summary.LayerRuns), $"{summary.EarlyAlarmRuns}",
    ];

    public static IEnumerable<IReadOnlyList<string>> RivalRows(Summary summary)
    {
        yield return ["GradGuard", Share(summary.FalseAlarmRuns, summary.HealthyRuns), Share(summary.WarnedRuns, summary.FaultyRuns)];
        foreach (var rival in RivalPanel.Names)
        {
            var (falseAlarms, found) = summary.Of(rival);
            yield return [rival, Share(falseAlarms, summary.HealthyRuns), Share(found, summary.FaultyRuns)];
        }
    }

    public static IReadOnlyList<string> Row(HealthyScore score) =>
        [score.Case.Name, score.Case.Family, Part(score.Case.IsHeldOut), score.Case.ChasesMovingTarget ? "moving target" : Ratio(score.WorstLossRatio), $"{score.FalseAlarmRuns} of {score.Outcomes.Count}"];

    public static IReadOnlyList<string> Row(FaultScore score) =>
    [
        score.Case.Name, score.Case.Cause, Part(score.Case.IsHeldOut), $"{score.Case.Start}", Ratio(score.Outcomes.Max(outcome => outcome.LastLoss / outcome.FirstLoss)),
        $"{score.FoundRuns} of {score.Outcomes.Count}", Range(score.Delays), string.Join(", ", score.FoundAs.Select(name => name.Replace('_', ' '))), Layers(score),
    ];

    private static string Layers(FaultScore score) => !score.HasLayer
        ? ""
        : $"{string.Join(", ", score.FirstLayers)}{(score.RightLayerRuns == score.Outcomes.Count ? "" : $" (right in {score.RightLayerRuns} of {score.Outcomes.Count})")}";

    private static string Part(bool isHeldOut) => isHeldOut ? "held out" : "tuning";

    private static string Range(IEnumerable<long> delays)
    {
        var sorted = delays.Order().ToList();
        return sorted.Count == 0 ? "" : sorted[0] == sorted[^1] ? $"{sorted[0]}" : $"{sorted[0]} to {sorted[^1]}";
    }

    private static string Ratio(double ratio) => double.IsFinite(ratio) ? ratio.ToString(ratio is < 0.01 or >= 100 ? "0.0e+0" : "0.00", CultureInfo.InvariantCulture) : "no number";

    private static string Share(int part, int whole) => whole == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{part} of {whole} ({100.0 * part / whole:0.#} %)");
}
