using GradGuard.Reports.Html.Charts;

namespace GradGuard.Reports.Html.Sections;

/// <summary>The findings on a time line, then each with its numbers and what to do.</summary>
internal static class FindingsSection
{
    private const int MostLanes = 24;
    private const int MostTold = 8;

    public static void Write(HtmlWriter html, GradientReport report)
    {
        if (report.Findings.IsEmpty)
            return;

        Figure.Write(html, "findings", "Findings", $"{Count(report)} Bars begin where a condition was found and end where it ceased or the run did.", () =>
        {
            WriteTimeLine(html, report);
            foreach (var alike in Gravest(report).GroupBy(found => (found.Finding.Symptom, found.Finding.Severity)))
                WriteFindings(html, [.. alike]);
        });
    }

    private static string Count(GradientReport report) => string.Join(", ", new[] { Severity.Error, Severity.Warning, Severity.Info }
        .Select(severity => (severity, count: report.Findings.Count(found => found.Finding.Severity == severity)))
        .Where(pair => pair.count > 0)
        .Select(pair => $"{pair.count} {pair.severity.Name()}{(pair.count == 1 || pair.severity == Severity.Info ? "" : "s")}")) + ".";

    private static IEnumerable<ReportFinding> Gravest(GradientReport report) =>
        report.Findings.OrderByDescending(found => found.Finding.Severity).ThenBy(found => found.Finding.Step);

    private static void WriteTimeLine(HtmlWriter html, GradientReport report)
    {
        var axis = LinearAxis.Steps(report);
        var lanes = Gravest(report).GroupBy(found => (found.Finding.Symptom, found.Finding.Layer)).Take(MostLanes).ToList();
        html.Write($"<div class=\"timeline\" role=\"img\" aria-label=\"Time line of findings; each is told in words below.\">");
        foreach (var lane in lanes)
        {
            var first = lane.First().Finding;
            html.Write($"<p class=\"lane-name\"><span>{Name(first)}</span> <bdi>{Figures.Short(PlainText.Of(first.Layer), 26)}</bdi></p><div class=\"lane\">");
            foreach (var found in lane)
            {
                var from = axis.Position(found.Finding.Step) * 100;
                var to = found.Finding.Symptom == Symptom.GradientSpike ? from : axis.Position(found.EndStep ?? axis.High) * 100;
                html.Write($"<i class=\"{found.Finding.Severity.Name()}\" style=\"left:{from}%;width:{to - from}%\" title=\"{found.Finding.ToString()}\"></i>");
            }

            html.Write($"</div>");
        }

        html.Write($"<div class=\"x-labels\">");
        foreach (var tick in axis.Ticks)
            html.Write($"<span class=\"{tick.Style}\" style=\"left:{tick.Position * 100}%\">{tick.Label}</span>");

        html.Write($"</div><p class=\"x-title\">step</p></div>");
    }

    // One cause, one list of remedies: findings of a symptom stand together.
    private static void WriteFindings(HtmlWriter html, IReadOnlyList<ReportFinding> alike)
    {
        var finding = alike[0].Finding;
        var severity = finding.Severity.Name();
        html.Write($"<article class=\"finding {severity}\"><h3><span class=\"tag\">{severity}</span> {Name(finding)}</h3><ul>");
        foreach (var found in alike.Take(MostTold))
            WriteOccurrence(html, found);

        html.Write($"</ul>");
        if (alike.Count > MostTold)
            html.Write($"<p class=\"caption\">And {alike.Count - MostTold} more, which the JSON form of this report lists.</p>");

        html.Write($"<ol>");
        foreach (var remedy in finding.Remedies)
            html.Write($"<li>{remedy.Action} <a href=\"{remedy.Link}\">{remedy.RuleId ?? "More"}</a></li>");

        html.Write($"</ol><p><a href=\"{finding.Link}\">About this symptom: {Name(finding).ToLowerInvariant()}</a></p></article>");
    }

    private static void WriteOccurrence(HtmlWriter html, ReportFinding found)
    {
        var finding = found.Finding;
        html.Write($"<li>{(found.EndStep is { } end ? $"Steps {Figures.Count(finding.Step)} to {Figures.Count(end)}" : $"Step {Figures.Count(finding.Step)}")}");
        if (finding.Layer.Length > 0)
            html.Write($", <bdi><b>{Figures.Name(finding.Layer)}</b></bdi>");

        html.Write($": {finding.Message}.");
        if (!finding.Evidence.IsEmpty)
            html.Write($"<p class=\"note\">{string.Join(" · ", finding.Evidence.Select(Told))}</p>");

        if (finding.Layers.Length > 1)
            html.Write($"<details><summary>{finding.Layers.Length} layers concerned</summary><p><bdi>{string.Join(", ", finding.Layers.Select(Figures.Name))}</bdi></p></details>");

        html.Write($"</li>");
    }

    private static string Told(Evidence evidence) =>
        $"{evidence.Name} {Figures.Norm(evidence.Value)}{(evidence.Limit is { } limit ? $" (limit {Figures.Norm(limit)})" : "")}";

    private static string Name(Finding finding)
    {
        var name = finding.Symptom.Name().Replace('_', ' ');
        return char.ToUpperInvariant(name[0]) + name[1..];
    }
}
