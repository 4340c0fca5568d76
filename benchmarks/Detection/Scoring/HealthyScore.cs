using GradGuard.Detection.Cases;
using GradGuard.Detection.Running;

namespace GradGuard.Detection.Scoring;

/// <summary>A healthy case over its seeds.</summary>
internal sealed record HealthyScore(HealthyCase Case, IReadOnlyList<TrainingOutcome> Outcomes)
{
    /// <summary>Runs with a finding of warning or above.</summary>
    public int FalseAlarmRuns => Outcomes.Count(outcome => outcome.Warnings.Any());

    /// <summary>The largest share of its first loss that a run ended at.</summary>
    public double WorstLossRatio => Outcomes.Max(outcome => outcome.LastLoss / outcome.FirstLoss);

    /// <summary>Whether every run learned, so that it may be called healthy.</summary>
    public bool HasLearned => Case.ChasesMovingTarget || WorstLossRatio <= Targets.HealthyLoss;

    /// <summary>The false alarms, each said once.</summary>
    public IEnumerable<string> FalseAlarms => Outcomes.SelectMany(outcome => outcome.Warnings.Select(finding => $"seed {outcome.Seed} {finding.Symptom.Name()}: {finding}")).Distinct();
}
