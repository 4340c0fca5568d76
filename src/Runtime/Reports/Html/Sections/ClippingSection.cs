using GradGuard.Reports.Html.Charts;

namespace GradGuard.Reports.Html.Sections;

/// <summary>The global norm over the run and what clipping made of it.</summary>
internal static class ClippingSection
{
    public static void Write(HtmlWriter html, GradientReport report)
    {
        var history = report.History;
        var before = Curve.Of("before clipping", "median", history.NormPreClip);
        var after = Curve.Of("after clipping", "last", history.NormPostClip);
        var threshold = Curve.Of("threshold", "limit", history.ClipThreshold);
        if (history.ClipRequests == 0)
            before = before with { Name = "norm" };

        if (!before.HasValue && before.Buckets.Length == 0)
            return;

        Curve[] curves = history.ClipRequests == 0 ? [before] : threshold.HasValue ? [before, after, threshold] : [before, after];
        var frame = new ChartFrame(
            LinearAxis.Steps(report),
            LogAxis.Around("norm of all gradients", curves.SelectMany(curve => curve.Extremes)),
            $"Norm of all gradients over {Figures.Count(report.Steps)} steps on a log scale{(history.ClipRequests > 0 ? ", before and after clipping" : "")}.");
        Figure.Write(html, "norm", history.ClipRequests > 0 ? "Norm and clipping" : "Norm of all gradients", Caption(report, threshold), () =>
        {
            if (curves.Length > 1)
                Legend.Write(html, [.. curves.Select(curve => ("line " + curve.Style, curve.Name))]);

            new StepChart(frame, curves).Write(html, Figures.Norm);
        });
    }

    private static string Caption(GradientReport report, Curve threshold)
    {
        var history = report.History;
        var usual = $"Half of the measured steps have a norm below {Figures.Norm(history.GlobalNorm.Quantile(0, 0.5))}, 95 % below {Figures.Norm(history.GlobalNorm.Quantile(0, 0.95))}.";
        if (history.ClipRequests == 0)
            return usual + " Nothing was clipped.";

        var share = history.ClippedSteps / (double)history.ClipRequests;
        var limit = threshold.HasValue ? $"The threshold, {Figures.Norm(threshold.Buckets[^1].Mean)}," : "Clipping";
        return $"{limit} shrank {Figures.Percent(share)} of {Figures.Count(history.ClipRequests)} clipped steps. {usual}";
    }
}
