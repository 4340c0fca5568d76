
namespace GradGuard.Detection.Scoring;

/// <summary>The scores of one part of the cases.</summary>
internal sealed record Summary(string Name, IReadOnlyList<HealthyScore> Healthy, IReadOnlyList<FaultScore> Faults)
{
    public int HealthyRuns => Healthy.Sum(score => score.Outcomes.Count);

    public int FalseAlarmRuns => Healthy.Sum(score => score.FalseAlarmRuns);

    public int FaultyRuns => Faults.Sum(score => score.Outcomes.Count);

    public int FoundRuns => Faults.Sum(score => score.FoundRuns);

    public int EarlyAlarmRuns => Faults.Sum(score => score.EarlyAlarmRuns);

    public int LayerRuns => Faults.Where(score => score.HasLayer).Sum(score => score.Outcomes.Count);

    public int RightLayerRuns => Faults.Where(score => score.HasLayer).Sum(score => score.RightLayerRuns);

    /// <summary>Median steps from start to finding.</summary>
    public long MedianDelay
    {
        get
        {
            var delays = Faults.SelectMany(score => score.Delays).Order().ToList();
            return delays.Count == 0 ? 0 : delays[delays.Count / 2];
        }
    }

    public bool MeetsTargets =>
        FalseAlarmRuns == 0 && EarlyAlarmRuns == 0 && FoundRuns >= Targets.Found * FaultyRuns && RightLayerRuns >= Targets.RightLayer * LayerRuns
        && Healthy.All(score => score.HasLearned);

    /// <summary>All cases, those that thresholds are set with, and those held out.</summary>
    public static IReadOnlyList<Summary> Parts(IReadOnlyList<HealthyScore> healthy, IReadOnlyList<FaultScore> faults) =>
    [
        new("all", healthy, faults),
        new("tuning", [.. healthy.Where(score => !score.Case.IsHeldOut)], [.. faults.Where(score => !score.Case.IsHeldOut)]),
        new("held out", [.. healthy.Where(score => score.Case.IsHeldOut)], [.. faults.Where(score => score.Case.IsHeldOut)]),
    ];

    /// <summary>The same two figures for a rival: healthy runs with any alarm, and faulty runs with any in time.</summary>
    public (int FalseAlarmRuns, int FoundRuns) Of(string rival) =>
        (Healthy.Sum(score => score.Outcomes.Count(outcome => outcome.Alarms[rival].Count > 0)),
            Faults.Sum(score => score.Outcomes.Count(outcome => IsInTime(score, outcome.Alarms[rival]))));

    /// <summary>Faulty runs with a warning of any symptom in time: what the rivals are measured by.</summary>
    public int WarnedRuns => Faults.Sum(score => score.Outcomes.Count(outcome => IsInTime(score, outcome.Warnings.Select(finding => finding.Step))));

    private static bool IsInTime(FaultScore score, IEnumerable<long> steps) => steps.Any(step => step >= score.Case.Start && step <= score.Case.Start + Targets.Delay);
}
