namespace GradGuard.Reports.Html.Charts;

/// <summary>
/// A chart's axes and grid. The drawing stretches with the page while labels are text beside it, so that they stay readable from a
/// phone to a wide screen.
/// </summary>
/// <param name="X">The axis along the bottom.</param>
/// <param name="Y">The axis up the left side.</param>
/// <param name="Description">The chart in a sentence, for those who do not see it.</param>
internal sealed record ChartFrame(Axis X, Axis Y, string Description)
{
    /// <summary>Units of the drawing along either side.</summary>
    public const double Size = 1000;

    public double Left(double x) => X.Position(x) * Size;

    public double Top(double y) => (1 - Y.Position(y)) * Size;

    /// <summary>Writes the chart; <paramref name="draw"/> writes what lies on its grid.</summary>
    public void Write(HtmlWriter html, Action draw)
    {
        html.Write($"<div class=\"chart\"><p class=\"y-title\" aria-hidden=\"true\">{Y.Title}</p><div class=\"y-labels\" aria-hidden=\"true\">");
        foreach (var tick in Y.Ticks)
            html.Write($"<span style=\"top:{(1 - tick.Position) * 100}%\">{tick.Label}</span>");

        html.Write($"</div><svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{Description}\"><path class=\"grid\" d=\"");
        foreach (var tick in Y.Ticks)
            html.Write($"M0 {(1 - tick.Position) * Size}H1000");

        html.Write($"\"/>");
        draw();
        html.Write($"</svg><div class=\"x-labels\" aria-hidden=\"true\">");
        foreach (var tick in X.Ticks)
            html.Write($"<span class=\"{tick.Style}\" style=\"left:{tick.Position * 100}%\">{tick.Label}</span>");

        html.Write($"</div><p class=\"x-title\" aria-hidden=\"true\">{X.Title}</p></div>");
    }

    /// <summary>A line through points; null breaks it. A point alone is drawn as a dot.</summary>
    public void Line(HtmlWriter html, string style, IEnumerable<(double X, double Y)?> points)
    {
        html.Write($"<path class=\"line {style}\" d=\"");
        var isOpen = false;
        foreach (var point in points)
        {
            if (point is not { } at)
                isOpen = false;
            else if (isOpen)
                html.Write($"L{Left(at.X)} {Top(at.Y)}");
            else
                html.Write($"M{Left(at.X)} {Top(at.Y)}h0");

            isOpen = point is not null;
        }

        html.Write($"\"/>");
    }

    /// <summary>A band over the whole width.</summary>
    public void Band(HtmlWriter html, string style, double low, double high) =>
        html.Write($"<rect class=\"{style}\" x=\"0\" y=\"{Top(high)}\" width=\"1000\" height=\"{Top(low) - Top(high)}\"/>");

    /// <summary>A dot of constant size, whatever the drawing stretches to.</summary>
    public void Dot(HtmlWriter html, string style, double x, double y) => html.Write($"<path class=\"dot {style}\" d=\"M{Left(x)} {Top(y)}h0\"/>");

    /// <summary>An invisible column that tells its text when pointed at.</summary>
    public void Hint(HtmlWriter html, double fromPosition, double toPosition, string text) =>
        html.Write($"<rect class=\"hint\" x=\"{fromPosition * Size}\" y=\"0\" width=\"{(toPosition - fromPosition) * Size}\" height=\"1000\"><title>{text}</title></rect>");
}
