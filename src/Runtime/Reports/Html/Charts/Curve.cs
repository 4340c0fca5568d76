using GradGuard.Reports.History;

namespace GradGuard.Reports.Html.Charts;

/// <summary>A quantity over steps: its mean as a line, its extremes as a shade behind it, steps that were not finite as marks.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Style">Its class in the style sheet.</param>
/// <param name="Buckets">Its values.</param>
internal sealed record Curve(string Name, string Style, Envelope[] Buckets)
{
    public static Curve Of(string name, string style, EnvelopeSeries series) => new(name, style, series.Buckets.ToArray());

    /// <summary>All values that an axis must hold.</summary>
    public IEnumerable<double> Extremes => Buckets.Where(bucket => bucket.HasValue).SelectMany(bucket => new[] { bucket.Min, bucket.Max });

    public bool HasValue => Buckets.Any(bucket => bucket.HasValue);

    public void Draw(HtmlWriter html, ChartFrame frame)
    {
        if (Buckets.Any(bucket => bucket.Max > bucket.Min))
            DrawRange(html, frame);

        frame.Line(html, Style, Buckets.Select(bucket => bucket.HasValue ? ((double, double)?)(bucket.LastStep, bucket.Mean) : null));
        foreach (var bucket in Buckets.Where(bucket => bucket.NonFiniteCount > 0))
            html.Write($"<path class=\"line not-finite\" d=\"M{frame.Left(bucket.FirstStep)} 0V1000\"/>");
    }

    // One stroke from least to largest for each bucket: neighbouring strokes make up the shade, and gaps stay gaps.
    private void DrawRange(HtmlWriter html, ChartFrame frame)
    {
        html.Write($"<path class=\"range {Style}\" d=\"");
        foreach (var bucket in Buckets.Where(bucket => bucket.Max > bucket.Min))
            html.Write($"M{frame.Left((bucket.FirstStep + bucket.LastStep) / 2.0)} {frame.Top(bucket.Max)}V{frame.Top(bucket.Min)}");

        html.Write($"\"/>");
    }
}
