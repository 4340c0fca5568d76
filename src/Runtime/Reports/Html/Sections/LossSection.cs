using GradGuard.Reports.History;
using GradGuard.Reports.Html.Charts;

namespace GradGuard.Reports.Html.Sections;

/// <summary>The loss over the run.</summary>
internal static class LossSection
{
    // Past this many decades a linear axis shows nothing but the beginning.
    private const double LinearRange = 50;

    public static void Write(HtmlWriter html, GradientReport report)
    {
        var loss = Curve.Of("loss", "median", report.History.Loss);
        if (loss.Buckets.Length == 0)
            return;

        var extremes = loss.Extremes.DefaultIfEmpty(0).ToList();
        var (least, largest) = (extremes.Min(), extremes.Max());
        Axis axis = least > 0 && largest / least > LinearRange
            ? LogAxis.Around("loss", extremes)
            : new LinearAxis("loss", Math.Min(0, least), largest > Math.Min(0, least) ? largest : Math.Min(0, least) + 1);
        var (first, last) = (Figures.Norm(Mean(loss.Buckets[0])), Figures.Norm(Mean(loss.Buckets[^1])));
        var frame = new ChartFrame(LinearAxis.Steps(report), axis, $"Loss over {Figures.Count(report.Steps)} steps, from {first} to {last}.");
        var notFinite = loss.Buckets.Sum(bucket => (long)bucket.NonFiniteCount);
        Figure.Write(html, "loss", "Loss", $"From {first} at the first measured steps to {last} at the last.{(notFinite == 0 ? "" : $" At {Figures.Count(notFinite)} steps it was NaN or infinite.")}", () =>
            new StepChart(frame, [loss]).Write(html, Figures.Norm));
    }

    private static double Mean(Envelope steps) => steps.HasValue ? steps.Mean : double.NaN;
}
