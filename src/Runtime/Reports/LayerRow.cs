using System.Collections.Immutable;
using GradGuard.RunLog;
using GradGuard.Snapshots;

namespace GradGuard.Reports;

/// <summary>One layer's line in a table of gradient norms.</summary>
/// <param name="Path">Module path.</param>
/// <param name="ModuleType">Module type.</param>
/// <param name="Norm">Gradient norm; null where it is missing or not finite.</param>
/// <param name="RatioToLast">The norm over the last weight layer's; null where either is missing or 0.</param>
public sealed record LayerRow(string Path, string ModuleType, double? Norm, double? RatioToLast)
{
    /// <summary>The rows of one snapshot, in order of execution.</summary>
    public static ImmutableArray<LayerRow> From(StepSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var layers = snapshot.Catalog.Layers;
        var last = snapshot.Catalog.LastWeightLayer < 0 ? null : NormOf(snapshot, snapshot.Catalog.LastWeightLayer);
        return [.. layers.Select((layer, i) => Create(layer.Path, layer.ModuleType, NormOf(snapshot, i), last))];
    }

    /// <summary>The rows of the latest step of a logged run that measured layers, none if there is none.</summary>
    public static ImmutableArray<LayerRow> From(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.LatestDetail is not { LayerNorms: { IsEmpty: false } norms })
            return [];

        var lastLayer = run.Layers.LastOrDefault(layer => layer.HasWeight);
        var last = lastLayer is null ? null : norms[run.Layers.IndexOf(lastLayer)];
        return [.. run.Layers.Select((layer, i) => Create(layer.Path, layer.ModuleType, norms[i], last))];
    }

    private static LayerRow Create(string path, string moduleType, double? norm, double? last) =>
        new(path, moduleType, norm, norm / last is { } ratio && double.IsFinite(ratio) ? ratio : null);

    private static double? NormOf(StepSnapshot snapshot, int layer) =>
        snapshot.LayerBuffer[layer].ElementCount > 0 && double.IsFinite(snapshot.LayerBuffer[layer].Norm) ? snapshot.LayerBuffer[layer].Norm : null;
}
