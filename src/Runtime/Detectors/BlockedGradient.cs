using GradGuard.Signal;
using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>
/// The place where a gradient stops: the weight layer nearest to the loss whose gradient is exactly 0 while a layer after it has one. The
/// layers before it have none either, but only in consequence.
/// </summary>
/// <param name="Layer">Index of that layer.</param>
/// <param name="Next">Index of the weight layer after it.</param>
/// <param name="IsSignalLost">
/// Whether the next layer's weights have no gradient either, though its bias has: what comes forward is 0 too, so the units in between are
/// dead. Otherwise a signal passes forward and no gradient comes back: the graph is cut.
/// </param>
internal readonly record struct BlockedGradient(int Layer, int Next, bool IsSignalLost)
{
    /// <summary>The place, or null where there is none.</summary>
    public static BlockedGradient? Find(StepSnapshot snapshot)
    {
        var layers = snapshot.Catalog.Layers;
        var next = -1;
        for (var layer = layers.Length - 1; layer >= 0; layer--)
        {
            if (!layers[layer].HasWeight || snapshot.LayerBuffer[layer].ElementCount == 0)
                continue;

            if (snapshot.LayerBuffer[layer].SumOfSquares != 0)
                next = layer;
            else if (next >= 0)
                return Judge(snapshot, layer, next);
        }

        return null;
    }

    // A gradient that shrinks from layer to layer ends in a 0 of rounding: that is vanishing, not a cut.
    private static BlockedGradient? Judge(StepSnapshot snapshot, int layer, int next)
    {
        var norm = snapshot.WeightGradientNormBuffer[next];
        if (norm == 0)
            return new BlockedGradient(layer, next, IsSignalLost: true);

        return norm >= Limits.VanishingRatio * snapshot.LayerBuffer[snapshot.Catalog.LastWeightLayer].Norm ? new BlockedGradient(layer, next, IsSignalLost: false) : null;
    }
}
