using GradGuard.Reports.History;
using GradGuard.Reports.Html.Charts;

namespace GradGuard.Reports.Html.Sections;

/// <summary>Dead units and saturated outputs of each activation over the run.</summary>
internal static class ActivationSection
{
    public static void Write(HtmlWriter html, GradientReport report)
    {
        var (dead, saturated) = (report.History.Activations.Dead, report.History.Activations.Saturated);
        if (dead.Paths.Count == 0 && saturated.Paths.Count == 0)
            return;

        Figure.Write(html, "activations", "Activations", $"{Caption(report)} Units are dead where none of the last measured inputs moved them; outputs are saturated where the activation is nearly flat. Either way little gradient passes.", () =>
        {
            WriteMap(html, report, dead, "Dead units");
            WriteMap(html, report, saturated, "Saturated outputs");
            WriteTable(html, report);
        });
    }

    private static string Caption(GradientReport report)
    {
        var worst = report.Activations.MaxBy(activation => Math.Max(activation.DeadShare ?? 0, activation.SaturatedShare ?? 0))!;
        var (dead, saturated) = (worst.DeadShare ?? 0, worst.SaturatedShare ?? 0);
        if (dead == 0 && saturated == 0)
            return "At the latest measured step no unit was dead and no output saturated.";

        var share = dead >= saturated ? $"{Figures.Percent(dead)} of its units are dead" : $"{Figures.Percent(saturated)} of its outputs are saturated";
        return $"At step {Figures.Count(worst.Step)}, the latest that measured it, {Figures.Short(worst.Path, 40)} has the largest share: {share}.";
    }

    private static void WriteMap(HtmlWriter html, GradientReport report, ShareHistory history, string name)
    {
        if (history.Paths.Count == 0)
            return;

        html.Write($"<h3 class=\"map-title\">{name}</h3>");
        new HeatMap(history.Shares, [.. history.Paths.Select(path => Figures.Name(PlainText.Of(path)))], ColourScale.Shares, report.History.LastStep)
            .Write(html, $"Heat map of the share of {name.ToLowerInvariant()} of {history.Paths.Count} modules over {Figures.Count(report.Steps)} steps; the table below has the numbers.");
    }

    private static void WriteTable(HtmlWriter html, GradientReport report) => Figure.Table(
        html,
        "Every measured module in numbers",
        () => html.Write($"<th scope=\"col\">module</th><th scope=\"col\">type</th><th scope=\"col\" class=\"n\">step</th><th scope=\"col\" class=\"n\">dead</th><th scope=\"col\" class=\"n\">most</th><th scope=\"col\" class=\"n\">saturated</th><th scope=\"col\" class=\"n\">most</th><th scope=\"col\" class=\"n\">near 0</th><th scope=\"col\" class=\"n\">mean</th><th scope=\"col\" class=\"n\">deviation</th>"),
        () =>
        {
            foreach (var activation in report.Activations)
                html.Write($"<tr><th scope=\"row\"><bdi>{Figures.Name(activation.Path)}</bdi></th><td><bdi>{Figures.Name(activation.ModuleType)}</bdi></td><td class=\"n\">{Figures.Count(activation.Step)}</td><td class=\"n\">{Figures.Percent(activation.DeadShare)}</td><td class=\"n\">{Figures.Percent(activation.LargestDeadShare)}</td><td class=\"n\">{Figures.Percent(activation.SaturatedShare)}</td><td class=\"n\">{Figures.Percent(activation.LargestSaturatedShare)}</td><td class=\"n\">{Figures.Percent(activation.NearZeroShare)}</td><td class=\"n\">{Figures.Signed(activation.Mean)}</td><td class=\"n\">{Figures.Norm(activation.Deviation)}</td></tr>");
        });
}
