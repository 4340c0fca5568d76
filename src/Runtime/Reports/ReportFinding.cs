using System.Collections.Immutable;

namespace GradGuard.Reports;

/// <summary>A finding with its end.</summary>
/// <param name="Finding">What was found.</param>
/// <param name="EndStep">The step at which it no longer held; null where it held to the end, or was of one step.</param>
/// <param name="Line">Its line in the run log, from 1; 0 for a live guard.</param>
public sealed record ReportFinding(Finding Finding, long? EndStep, long Line)
{
    /// <summary>The findings in order of their step, each with the end that was reported for it.</summary>
    internal static ImmutableArray<ReportFinding> Pair(IEnumerable<(Finding Finding, long Line)> reported)
    {
        var findings = new List<ReportFinding>();
        var open = new Dictionary<(Symptom, string), int>();
        foreach (var (finding, line) in reported)
        {
            var key = (finding.Symptom, finding.Layer);
            if (!finding.IsEnd)
            {
                open[key] = findings.Count;
                findings.Add(new ReportFinding(finding, EndStep: null, line));
            }
            else if (open.Remove(key, out var begun))
            {
                findings[begun] = findings[begun] with { EndStep = finding.Step };
            }
        }

        return [.. findings];
    }
}
