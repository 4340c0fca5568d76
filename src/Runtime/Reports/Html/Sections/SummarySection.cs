using System.Globalization;

namespace GradGuard.Reports.Html.Sections;

/// <summary>The head of the page: which run, the verdict, and the few numbers that say most.</summary>
internal static class SummarySection
{
    public static void Write(HtmlWriter html, GradientReport report)
    {
        html.Write($"<header><p class=\"kicker\">Gradient report</p><h1><bdi>{Figures.Name(report.Run.Model)}</bdi></h1><p class=\"caption\">{report.Run.Started.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)} · {report.Extent}</p><p class=\"verdict {report.Worst?.Name() ?? "healthy"}\">{report.Verdict}</p>");
        if (report.SampledSteps > 0)
            WriteFigures(html, report);

        html.Write($"</header>");
    }

    private static void WriteFigures(HtmlWriter html, GradientReport report)
    {
        html.Write($"<dl>");
        Entry(html, "first / last layer", Figures.Norm(report.Layers.FirstOrDefault(layer => layer.HasWeight)?.RatioToLast), "median gradient norm");
        Entry(html, "layers", Figures.Count(report.Layers.Length), report.Run.LayersDropped == 0 ? $"{Figures.Count(report.Layers.Sum(layer => layer.ElementCount))} parameters" : $"{Figures.Count(report.Run.LayersDropped)} more are grouped");
        Entry(html, "findings", Figures.Count(report.Findings.Length), report.Worst is { } worst ? $"the gravest: {worst.Name()}" : "none");
        if (report.History.Loss.Buckets is [.., var last])
            Entry(html, "loss", Figures.Norm(last.Mean), last.FirstStep == last.LastStep ? "at the last step" : "at the last steps");

        if (report.History.Elapsed > 0)
            Entry(html, "monitor", Figures.Percent(report.History.MonitorSeconds / report.History.Elapsed), "of the run’s time");

        html.Write($"</dl>");
    }

    private static void Entry(HtmlWriter html, string name, string value, string note) =>
        html.Write($"<div><dt>{name}</dt><dd>{value}</dd><dd class=\"note\">{note}</dd></div>");
}
