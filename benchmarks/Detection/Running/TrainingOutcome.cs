using System.Collections.Immutable;

namespace GradGuard.Detection.Running;

/// <summary>What one run under watch came to.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Findings">What the monitor found.</param>
/// <param name="Alarms">For each rival, the steps at which it raised an alarm.</param>
/// <param name="FirstLoss">Median loss of the first ten steps.</param>
/// <param name="LastLoss">Median loss of the last ten steps.</param>
internal sealed record TrainingOutcome(
    int Seed, ImmutableArray<Finding> Findings, IReadOnlyDictionary<string, IReadOnlyList<long>> Alarms, double FirstLoss, double LastLoss)
{
    /// <summary>Findings of warning or above, ends left out.</summary>
    public IEnumerable<Finding> Warnings => Findings.Where(finding => finding.Severity >= Severity.Warning && !finding.IsEnd);
}
