using GradGuard.Reports.Html.Charts;

namespace GradGuard.Reports.Html.Sections;

/// <summary>What watching cost.</summary>
internal static class CostSection
{
    public static void Write(HtmlWriter html, GradientReport report)
    {
        var cost = Curve.Of("monitor", "median", report.History.StepCost);
        if (!cost.HasValue || report.History.Elapsed <= 0)
            return;

        var frame = new ChartFrame(
            LinearAxis.Steps(report),
            LogAxis.Around("seconds a step", cost.Extremes),
            $"Time of the monitor itself a step, over {Figures.Count(report.Steps)} steps.");
        var share = report.History.MonitorSeconds / report.History.Elapsed;
        Figure.Write(html, "cost", "Cost of the monitor", $"{Figures.Duration(report.History.MonitorSeconds)} of {Figures.Duration(report.History.Elapsed)}, {Figures.Percent(share)} of the run, clipping included.", () =>
            new StepChart(frame, [cost]).Write(html, seconds => seconds is { } value ? Figures.Duration(value) : Figures.None));
    }
}
