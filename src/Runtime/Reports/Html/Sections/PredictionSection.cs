using GradGuard.Reports.Html.Charts;

namespace GradGuard.Reports.Html.Sections;

/// <summary>What the code predicted beside what the run measured.</summary>
internal static class PredictionSection
{
    public static void Write(HtmlWriter html, GradientReport report)
    {
        if (report.Comparison is not { Layers: { IsEmpty: false } layers } comparison)
            return;

        var values = layers.SelectMany(layer => new[] { layer.Predicted, layer.Measured }).OfType<double>().Select(decade => Math.Pow(10, decade));
        var frame = new ChartFrame(
            new LayerAxis("weight layer, from input to output", layers.Length),
            LogAxis.Around("relative to the last layer", values),
            $"Predicted and measured gradient norm of {layers.Length} weight layers, relative to the last; the largest difference is {Figures.Decades(comparison.LargestDifference)} decades.");
        var caption = comparison.LargestDifference is { } largest
            ? $"Norm of each weight’s gradient relative to the last layer’s: predicted from the source before training, and measured over the first {History.InitialNorms.Steps} measured steps. The largest difference is {Figures.Decades(largest).TrimStart('+')} decades."
            : "Norm of each weight’s gradient relative to the last layer’s, predicted from the source before training. Nothing was measured to hold it against.";
        Figure.Write(html, "prediction", "Prediction and measurement", caption, () =>
        {
            Legend.Write(html, ("line first", "predicted"), ("dot last", "measured"));
            frame.Write(html, () =>
            {
                frame.Line(html, "first", layers.Select((layer, i) => layer.Predicted is { } decade ? ((double, double)?)(i, Math.Pow(10, decade)) : null));
                for (var i = 0; i < layers.Length; i++)
                    if (layers[i].Measured is { } decade)
                        frame.Dot(html, "last", i, Math.Pow(10, decade));

                for (var i = 0; i < layers.Length; i++)
                    frame.Hint(html, i / (double)layers.Length, (i + 1.0) / layers.Length, $"{i + 1}  {Figures.Name(layers[i].Path)}: predicted {Power(layers[i].Predicted)}, measured {Power(layers[i].Measured)}");
            });
            WriteTable(html, comparison);
        });
    }

    private static void WriteTable(HtmlWriter html, PredictionComparison comparison) => Figure.Table(
        html,
        "Prediction and measurement in numbers",
        () => html.Write($"<th scope=\"col\">layer</th><th scope=\"col\">kind</th><th scope=\"col\" class=\"n\">predicted log₁₀</th><th scope=\"col\" class=\"n\">measured log₁₀</th><th scope=\"col\" class=\"n\">difference</th>"),
        () =>
        {
            foreach (var layer in comparison.Layers)
                html.Write($"<tr><th scope=\"row\"><bdi>{Figures.Name(layer.Path)}</bdi></th><td><bdi>{Figures.Name(layer.Kind)}</bdi></td><td class=\"n\">{Figures.Decades(layer.Predicted)}</td><td class=\"n\">{Figures.Decades(layer.Measured)}</td><td class=\"n\">{Figures.Decades(layer.Difference)}</td></tr>");
        });

    private static string Power(double? decade) => decade is { } exponent ? Figures.Norm(Math.Pow(10, exponent)) : Figures.None;
}
