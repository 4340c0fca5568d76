using GradGuard.Reports.Html.Charts;

namespace GradGuard.Reports.Html.Sections;

/// <summary>How far a step moves each layer's weights.</summary>
internal static class UpdateSection
{
    /// <summary>
    /// The band in which an update ratio is ordinary: a decade to either side of the 1e-3 that Stanford's CS231n notes give as rule of
    /// thumb ("Neural Networks Part 3", ratio of weights to updates).
    /// </summary>
    private const double HealthyLow = 1e-4;

    private const double HealthyHigh = 1e-2;

    public static void Write(HtmlWriter html, GradientReport report)
    {
        var updates = report.History.Updates;
        if (updates.ColumnCount == 0)
            return;

        var ranges = report.Layers.Select((_, i) => (Low: updates.Quantile(i, 0.1), Median: updates.Quantile(i, 0.5), High: updates.Quantile(i, 0.9))).ToList();
        var outside = ranges.Count(range => range.Median is < HealthyLow or > HealthyHigh);
        var values = ranges.SelectMany(range => new[] { range.Low, range.High }).OfType<double>().Append(HealthyLow).Append(HealthyHigh);
        var frame = new ChartFrame(
            new LayerAxis("layer, from input to output", ranges.Count),
            LogAxis.Around("‖Δw‖ / ‖w‖ a step", values),
            $"Update ratio of {ranges.Count} layers on a log scale; the median of {outside} lies outside the usual band.");
        Figure.Write(html, "updates", "Update ratio", $"How far one optimizer step moves a layer’s weights, relative to their size: median, and the range of the middle 80 % of measured steps. About 1e−3 is usual; {(outside == 0 ? "every layer’s median" : $"the median of {ranges.Count - outside} of {ranges.Count} layers")} lies in the band from 1e−4 to 1e−2.", () =>
        {
            Legend.Write(html, ("dot median", "median"), ("whisker", "middle 80 %"), ("band", "usual"));
            frame.Write(html, () => Draw(html, frame, report, ranges));
        });
    }

    private static void Draw(HtmlWriter html, ChartFrame frame, GradientReport report, List<(double? Low, double? Median, double? High)> ranges)
    {
        frame.Band(html, "band", HealthyLow, HealthyHigh);
        html.Write($"<path class=\"line whisker\" d=\"");
        for (var i = 0; i < ranges.Count; i++)
            if (ranges[i] is ({ } low, _, { } high) && high > 0)
                html.Write($"M{frame.Left(i)} {frame.Top(high)}V{frame.Top(low)}");

        html.Write($"\"/>");
        for (var i = 0; i < ranges.Count; i++)
        {
            if (ranges[i].Median is not { } median)
                continue;

            if (median > 0)
                frame.Dot(html, ranges.Count > 80 ? "median small" : "median", i, median);

            frame.Hint(html, i / (double)ranges.Count, (i + 1.0) / ranges.Count, $"{i + 1}  {Figures.Name(report.Layers[i].Path)}: median {Figures.Norm(median)}, middle 80 % {Figures.Norm(ranges[i].Low)} to {Figures.Norm(ranges[i].High)}");
        }
    }
}
