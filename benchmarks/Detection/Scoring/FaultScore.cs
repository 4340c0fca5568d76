using GradGuard.Detection.Cases;
using GradGuard.Detection.Running;

namespace GradGuard.Detection.Scoring;

/// <summary>A fault over its seeds.</summary>
internal sealed record FaultScore(FaultCase Case, IReadOnlyList<TrainingOutcome> Outcomes)
{
    /// <summary>Runs in which it was found in time.</summary>
    public int FoundRuns => Outcomes.Count(outcome => FindingOf(outcome) is not null);

    /// <summary>Runs with a warning before the fault had begun.</summary>
    public int EarlyAlarmRuns => Outcomes.Count(outcome => outcome.Warnings.Any(finding => finding.Step < Case.Start));

    public bool HasLayer => Case.Layers.Count > 0;

    /// <summary>Runs in which the first layer that a warning named is one to blame.</summary>
    public int RightLayerRuns => Outcomes.Count(outcome => FirstLayer(outcome) is { } layer && Case.Layers.Contains(layer));

    /// <summary>Steps from the fault's start to its finding, for the runs in which it was found.</summary>
    public IEnumerable<long> Delays => Outcomes.Select(FindingOf).OfType<Finding>().Select(finding => finding.Step - Case.Start);

    /// <summary>Symptoms by which it was found, the most frequent first.</summary>
    public IEnumerable<string> FoundAs => Outcomes.Select(FindingOf).OfType<Finding>().GroupBy(finding => finding.Symptom).OrderByDescending(group => group.Count()).Select(group => group.Key.Name());

    /// <summary>The layers named first.</summary>
    public IEnumerable<string> FirstLayers => Outcomes.Select(FirstLayer).OfType<string>().Distinct();

    private Finding? FindingOf(TrainingOutcome outcome) => outcome.Findings.FirstOrDefault(finding =>
        !finding.IsEnd && finding.Severity >= Case.LeastSeverity && finding.Step >= Case.Start && finding.Step <= Case.Start + Targets.Delay && Case.Symptoms.Contains(finding.Symptom));

    private string? FirstLayer(TrainingOutcome outcome) =>
        outcome.Warnings.Where(finding => finding.Step >= Case.Start && finding.Layer.Length > 0).Select(finding => finding.Layer).FirstOrDefault();
}
