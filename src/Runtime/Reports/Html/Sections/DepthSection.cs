using GradGuard.Reports.Html.Charts;

namespace GradGuard.Reports.Html.Sections;

/// <summary>Gradient norm against depth, at the first step, in the median and at the last.</summary>
internal static class DepthSection
{
    // Beyond this many layers neighbouring points are a few pixels apart.
    private const int FineFrom = 100;

    public static void Write(HtmlWriter html, GradientReport report)
    {
        var layers = report.Layers;
        var norms = layers.SelectMany(layer => new[] { layer.FirstNorm, layer.MedianNorm, layer.LastNorm }).OfType<double>();
        var frame = new ChartFrame(
            new LayerAxis("layer, from input to output", layers.Length),
            LogAxis.Around("gradient norm", norms),
            $"Gradient norm of {layers.Length} layers from input to output on a log scale; the median of the first is {Figures.Norm(layers[0].MedianNorm)}, of the last {Figures.Norm(layers[^1].MedianNorm)}.");
        Figure.Write(html, "depth", "Gradient by depth", Caption(report), () =>
        {
            Legend.Write(html, ("line first", $"first step ({Figures.Count(report.History.First.Step)})"), ("line median", "median"), ("line last", $"last step ({Figures.Count(report.History.Last.Step)})"));
            frame.Write(html, () =>
            {
                var weight = layers.Length > FineFrom ? " fine" : "";
                frame.Line(html, "first" + weight, layers.Select((layer, i) => At(i, layer.FirstNorm)));
                frame.Line(html, "last" + weight, layers.Select((layer, i) => At(i, layer.LastNorm)));
                frame.Line(html, "median" + weight, layers.Select((layer, i) => At(i, layer.MedianNorm)));
                for (var i = 0; i < layers.Length; i++)
                    frame.Hint(html, i / (double)layers.Length, (i + 1.0) / layers.Length, $"{i + 1}  {Figures.Name(layers[i].Path)} ({Figures.Name(layers[i].ModuleType)}): first {Figures.Norm(layers[i].FirstNorm)}, median {Figures.Norm(layers[i].MedianNorm)}, last {Figures.Norm(layers[i].LastNorm)}");
            });
            LayersTable.Write(html, report);
        });
    }

    private static string Caption(GradientReport report)
    {
        var first = report.Layers.FirstOrDefault(layer => layer.HasWeight && layer.RatioToLast is not null);
        return first?.RatioToLast is { } ratio && report.Layers.Count(layer => layer.HasWeight) > 1
            ? $"Euclidean norm of each layer’s gradient before clipping. In the median the first weight layer, {Figures.Short(first.Path, 40)}, receives {Figures.Norm(ratio)} of the last one’s."
            : "Euclidean norm of each layer’s gradient before clipping.";
    }

    // 0 has no place on a log axis: the line breaks there.
    private static (double, double)? At(int layer, double? norm) => norm > 0 ? (layer, norm.Value) : null;
}
