using GradGuard.Reports.History;

namespace GradGuard.Reports.Html.Charts;

/// <summary>Curves over the steps of a run, with the numbers in a table behind them.</summary>
/// <param name="Frame">Axes.</param>
/// <param name="Curves">What is drawn; the first is what hints tell of first.</param>
internal sealed record StepChart(ChartFrame Frame, IReadOnlyList<Curve> Curves)
{
    private const int Hints = 96;
    private const int TableRows = 40;

    public void Write(HtmlWriter html, Func<double?, string> format)
    {
        Frame.Write(html, () =>
        {
            foreach (var curve in Curves)
                curve.Draw(html, Frame);

            WriteHints(html, format);
        });
        WriteNote(html);
        WriteTable(html, format);
    }

    private void WriteNote(HtmlWriter html)
    {
        var buckets = Curves.SelectMany(curve => curve.Buckets).ToList();
        var widest = buckets.Max(bucket => bucket.Count);
        if (widest > 1)
            html.Write($"<p class=\"note\">Lines are means over {Figures.Count(widest)} measured steps, shades reach from the least to the largest of them.</p>");

        if (buckets.Any(bucket => bucket.NonFiniteCount > 0))
            html.Write($"<p class=\"note\">Red lines stand at steps that were NaN or infinite.</p>");
    }

    private void WriteHints(HtmlWriter html, Func<double?, string> format)
    {
        var buckets = Merged(Curves[0].Buckets, Hints);
        for (var i = 0; i < buckets.Count; i++)
        {
            var from = i == 0 ? 0 : Frame.X.Position(buckets[i].FirstStep);
            var to = i == buckets.Count - 1 ? 1 : Frame.X.Position(buckets[i + 1].FirstStep);
            Frame.Hint(html, from, to, $"{Steps(buckets[i])}: {string.Join(", ", Curves.Select(curve => $"{curve.Name} {Told(curve, buckets[i], format)}"))}");
        }
    }

    private void WriteTable(HtmlWriter html, Func<double?, string> format)
    {
        Figure.Table(
            html,
            $"{char.ToUpperInvariant(Frame.Y.Title[0])}{Frame.Y.Title[1..]} in numbers",
            () =>
            {
                html.Write($"<th scope=\"col\">steps</th>");
                foreach (var curve in Curves)
                    html.Write($"<th scope=\"col\" class=\"n\">{curve.Name}</th>");
            },
            () =>
            {
                foreach (var bucket in Merged(Curves[0].Buckets, TableRows))
                    WriteRow(html, bucket, format);
            });
    }

    private void WriteRow(HtmlWriter html, Envelope steps, Func<double?, string> format)
    {
        html.Write($"<tr><td>{Steps(steps)}</td>");
        foreach (var curve in Curves)
            html.Write($"<td class=\"n\">{Told(curve, steps, format)}</td>");

        html.Write($"</tr>");
    }

    private static string Steps(Envelope bucket) => bucket.FirstStep == bucket.LastStep
        ? $"step {Figures.Count(bucket.FirstStep)}"
        : $"steps {Figures.Count(bucket.FirstStep)} to {Figures.Count(bucket.LastStep)}";

    private static string Told(Curve curve, Envelope steps, Func<double?, string> format)
    {
        Envelope? found = null;
        foreach (var bucket in curve.Buckets)
            if (bucket.LastStep >= steps.FirstStep && bucket.FirstStep <= steps.LastStep)
                found = found?.Then(bucket) ?? bucket;

        return found switch
        {
            null => Figures.None,
            { HasValue: false } => "not finite",
            { } range when range.Max > range.Min => $"{format(range.Min)} to {format(range.Max)}",
            { } single => format(single.Mean),
        };
    }

    private static List<Envelope> Merged(Envelope[] buckets, int most)
    {
        var size = (buckets.Length + most - 1) / most;
        return [.. buckets.Chunk(Math.Max(1, size)).Select(chunk => chunk.Aggregate((first, second) => first.Then(second)))];
    }
}
