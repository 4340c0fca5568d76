using System.Globalization;

namespace GradGuard.Reports;

/// <summary>A report in a sentence, the same in every form.</summary>
internal static class Verdict
{
    /// <summary>What the gravest findings are, or that there are none, or that nothing was measured.</summary>
    public static string Of(GradientReport report)
    {
        if (report.SampledSteps == 0)
            return "Nothing was measured: no step of the run is in it.";

        var grave = report.Findings.Where(found => found.Finding.Severity >= Severity.Warning).ToList();
        if (grave.Count == 0)
            return report.Findings.IsEmpty ? "Healthy: nothing was found." : "Healthy: no finding of warning or above.";

        var symptoms = grave.Select(found => found.Finding.Symptom).Distinct().Select(symptom => symptom.Name().Replace('_', ' '));
        var first = grave[0].Finding;
        var place = first.Layer.Length == 0 ? "" : $" {PlainText.Of(first.Layer)},";
        return string.Create(CultureInfo.InvariantCulture, $"Unhealthy: {string.Join(", ", symptoms)}; first at{place} step {first.Step}.");
    }

    /// <summary>How far the run log goes.</summary>
    public static string Extent(GradientReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{report.Steps:N0} steps, {report.SampledSteps:N0} measured{(report.IsComplete ? "" : "; the log has no end line: the process was killed, or still runs")}");
}
