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
        var frame = new ChartFrame(LinearAxis.Steps(report), axis, $"Loss over {Figures.Count(report.Steps)} steps, from {First(loss)} to {Figures.Norm(loss.Buckets[^1].Last)}.");
        var notFinite = loss.Buckets.Sum(bucket => (long)bucket.NonFiniteCount);
        Figure.Write(html, "loss", "Loss", $"From {First(loss)} at the first measured step to {Figures.Norm(loss.Buckets[^1].Last)} at the last.{(notFinite == 0 ? "" : $" At {Figures.Count(notFinite)} steps it was NaN or infinite.")}", () =>
            new StepChart(frame, [loss]).Write(html, Figures.Norm));
    }

    private static string First(Curve loss) => Figures.Norm(loss.Buckets[0] switch { { HasValue: true } first => first.FirstStep == first.LastStep ? first.Last : first.Max, _ => double.NaN });
}
