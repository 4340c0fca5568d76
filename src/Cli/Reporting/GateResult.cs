using System.Collections.Immutable;
using System.Globalization;
using GradGuard.Cli.Commands;
using GradGuard.Reports;

namespace GradGuard.Cli.Reporting;

/// <summary>A run judged.</summary>
/// <param name="RunLog">The run log as it was named.</param>
/// <param name="Report">What is in it.</param>
/// <param name="FailOn">The lowest severity that fails.</param>
/// <param name="Fault">Why the run cannot be called clean although nothing was found, or null.</param>
internal sealed record GateResult(string RunLog, GradientReport Report, FailOn FailOn, string? Fault)
{
    /// <summary>The findings that fail. A condition that ceased later was there all the same.</summary>
    public ImmutableArray<ReportFinding> Failing => [.. Report.Findings.Where(IsFailing)];

    public int ExitCode => !Failing.IsEmpty ? Commands.ExitCode.Findings : Fault is not null ? Commands.ExitCode.UsageOrLoadError : Commands.ExitCode.Clean;

    public string Summary
    {
        get
        {
            var failing = Failing.Length;
            var others = Report.Findings.Length - failing;
            var judged = Fault is null || failing > 0 ? failing == 0 ? "passed" : "failed" : "not judged";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{judged}: {failing} {(failing == 1 ? "finding" : "findings")} at or above {FailOn.ToString().ToLowerInvariant()}, {others} below, {Report.Extent}");
        }
    }

    public bool IsFailing(ReportFinding found) => FailOn.IsReachedBy(found.Finding.Severity);

    /// <summary>Judges a run. Findings fail it whatever else is wrong; without one, a run that is not whole is no clean run.</summary>
    public static GateResult Of(string runLog, GradientReport report, FailOn failOn, bool allowIncomplete)
    {
        string? fault = null;
        if (report.SampledSteps == 0)
            fault = $"{runLog} has no step: nothing was measured, so nothing can pass. Call guard.Step(loss) in every iteration, after backward and before zero_grad.";
        else if (!report.IsComplete && !allowIncomplete)
            fault = $"{runLog} ends at step {report.Steps} without an end line: the process was killed, still runs, or left without disposing its guard. Dispose it (using var guard = …), or say --allow-incomplete for a run that was stopped on purpose.";

        return new GateResult(runLog, report, failOn, fault);
    }
}
