using System.Collections.Immutable;

namespace GradGuard.Reports;

public sealed partial class GradientReport
{
    private ImmutableArray<LayerSummary> Summarize()
    {
        var layers = History.Layers;
        var medians = Enumerable.Range(0, layers.Length).Select(i => History.Norms.Quantile(i, 0.5)).ToArray();
        var lastWeightLayer = Enumerable.Range(0, layers.Length).LastOrDefault(i => layers[i].HasWeight && medians[i] is not null, -1);
        var lastMedian = lastWeightLayer < 0 ? null : medians[lastWeightLayer];
        var findingsOf = FindingsByLayer();
        return
        [
            .. layers.Select((layer, i) => new LayerSummary(
                layer.Path,
                layer.ModuleType,
                layer.ElementCount,
                layer.HasWeight,
                Measured(History.First.Norms, i),
                medians[i],
                Measured(History.Last.Norms, i),
                Finite(medians[i] / lastMedian),
                History.Updates.Quantile(i, 0.5),
                History.NonFinite[i],
                findingsOf.TryGetValue(layer.Path, out var found) ? [.. found.Distinct()] : [])),
        ];
    }

    private Dictionary<string, List<int>> FindingsByLayer()
    {
        var indices = new Dictionary<string, List<int>>();
        for (var i = 0; i < Findings.Length; i++)
        {
            foreach (var layer in Findings[i].Finding.Layers.Prepend(Findings[i].Finding.Layer))
            {
                if (!indices.TryGetValue(layer, out var list))
                    indices[layer] = list = [];

                list.Add(i);
            }
        }

        return indices;
    }

    private static double? Measured(double[] norms, int layer) => layer < norms.Length && norms[layer] >= 0 ? Finite(norms[layer]) : null;

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
