using GradGuard.Reports;

namespace GradGuard.Dashboard.Runs;

/// <summary>A run as it is now. Its size does not grow with the run.</summary>
/// <param name="Report">What was measured so far.</param>
/// <param name="HasEnded">Whether nothing more will come.</param>
internal sealed record ShownRun(GradientReport Report, bool HasEnded);
