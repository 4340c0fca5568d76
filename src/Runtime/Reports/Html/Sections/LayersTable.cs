namespace GradGuard.Reports.Html.Sections;

/// <summary>Every layer with its numbers.</summary>
internal static class LayersTable
{
    public static void Write(HtmlWriter html, GradientReport report) => Figure.Table(
        html,
        "Every layer in numbers",
        () => html.Write($"<th scope=\"col\" class=\"n\">#</th><th scope=\"col\">layer</th><th scope=\"col\">type</th><th scope=\"col\" class=\"n\">elements</th><th scope=\"col\" class=\"n\">first</th><th scope=\"col\" class=\"n\">median</th><th scope=\"col\" class=\"n\">last</th><th scope=\"col\" class=\"n\">median / last layer</th><th scope=\"col\" class=\"n\">update ratio</th><th scope=\"col\" class=\"n\">NaN, ∞</th>"),
        () =>
        {
            for (var i = 0; i < report.Layers.Length; i++)
                WriteRow(html, i + 1, report.Layers[i]);
        });

    private static void WriteRow(HtmlWriter html, int number, LayerSummary layer) => html.Write(
        $"<tr><td class=\"n\">{number}</td><th scope=\"row\"><bdi>{Figures.Name(layer.Path)}</bdi></th><td><bdi>{Figures.Name(layer.ModuleType)}</bdi></td><td class=\"n\">{Figures.Count(layer.ElementCount)}</td><td class=\"n\">{Figures.Norm(layer.FirstNorm)}</td><td class=\"n\">{Figures.Norm(layer.MedianNorm)}</td><td class=\"n\">{Figures.Norm(layer.LastNorm)}</td><td class=\"n\">{Figures.Norm(layer.RatioToLast)}</td><td class=\"n\">{Figures.Norm(layer.UpdateRatio)}</td><td class=\"n\">{Figures.Count(layer.NonFiniteCount)}</td></tr>");
}
