using GradGuard.Layers;
using GradGuard.Statistics;

namespace GradGuard.Snapshots;

/// <summary>
/// Everything measured at one step, in flat arrays that are written once and then only read: detectors, exporters and the run log
/// see the same numbers, and none of them touches a tensor. Instances are recycled; see <see cref="SnapshotExchange"/>.
/// </summary>
public sealed class StepSnapshot
{
    internal readonly TensorStatistics[] ParameterBuffer;
    internal readonly GradientState[] StateBuffer;
    internal readonly TensorStatistics[] LayerBuffer;
    internal readonly double[] WeightNormBuffer;
    internal readonly double[] RecentMaxBuffer;
    internal int Readers;

    internal StepSnapshot(LayerCatalog catalog)
    {
        Catalog = catalog;
        ParameterBuffer = new TensorStatistics[catalog.Parameters.Length];
        StateBuffer = new GradientState[catalog.Parameters.Length];
        LayerBuffer = new TensorStatistics[catalog.Layers.Length];
        WeightNormBuffer = new double[catalog.Layers.Length];
        RecentMaxBuffer = new double[catalog.Layers.Length];
    }

    /// <summary>The layers that <see cref="Layers"/> is parallel to.</summary>
    public LayerCatalog Catalog { get; }

    /// <summary>The step, from 1.</summary>
    public long Step { get; internal set; }

    /// <summary>The loss of the step, or null where none was given.</summary>
    public double? Loss { get; internal set; }

    /// <summary>Euclidean norm of all gradients before clipping; NaN or infinite when an element is.</summary>
    public double GlobalNormPreClip { get; internal set; }

    /// <summary>Euclidean norm of all gradients that the optimizer saw; equal to <see cref="GlobalNormPreClip"/> when nothing was clipped.</summary>
    public double GlobalNormPostClip { get; internal set; }

    /// <summary>Whether <c>ClipGradNorm</c> was called for the step.</summary>
    public bool ClipRequested { get; internal set; }

    /// <summary>Whether clipping shrank the gradients.</summary>
    public bool Clipped { get; internal set; }

    /// <summary>Share of the last 100 clipped steps that clipping shrank, or null where <c>ClipGradNorm</c> was never called.</summary>
    public double? ClipRatio { get; internal set; }

    /// <summary>Parameters whose gradient is missing.</summary>
    public int MissingCount { get; internal set; }

    /// <summary>Elements that are NaN or infinite, over all layers.</summary>
    public long NonFiniteCount { get; internal set; }

    /// <summary>Statistics of each parameter's gradient before clipping, parallel to the catalogue's parameters.</summary>
    public ReadOnlySpan<TensorStatistics> Parameters => ParameterBuffer;

    /// <summary>Whether each parameter had a gradient.</summary>
    public ReadOnlySpan<GradientState> States => StateBuffer;

    /// <summary>Statistics of each layer's gradient before clipping, over all its parameters.</summary>
    public ReadOnlySpan<TensorStatistics> Layers => LayerBuffer;

    /// <summary>Norm of each layer's weight gradients alone, without biases and gains: what the compile-time prediction speaks of. 0 where a layer has no weight.</summary>
    public ReadOnlySpan<double> WeightGradientNorms => WeightNormBuffer;

    /// <summary>Largest finite gradient norm of each layer over the last 100 sampled steps.</summary>
    public ReadOnlySpan<double> RecentMaxNorms => RecentMaxBuffer;

    /// <summary>Norm of the first weight layer's gradient over the last one's; null for fewer than two weight layers or where it is undefined.</summary>
    public double? FlowRatio
    {
        get
        {
            if (!Catalog.HasDepth)
                return null;

            var ratio = WeightNormBuffer[Catalog.FirstWeightLayer] / WeightNormBuffer[Catalog.LastWeightLayer];
            return double.IsFinite(ratio) ? ratio : null;
        }
    }

    /// <summary>Adds up parameters into layers and the whole, once <see cref="Parameters"/> is filled.</summary>
    internal void Aggregate()
    {
        Array.Clear(LayerBuffer);
        Array.Clear(WeightNormBuffer);
        MissingCount = 0;
        var layerOf = Catalog.LayerOfParameter;
        var entries = Catalog.Parameters;
        for (var i = 0; i < ParameterBuffer.Length; i++)
        {
            if (StateBuffer[i] == GradientState.Missing)
            {
                MissingCount++;
                continue;
            }

            LayerBuffer[layerOf[i]] += ParameterBuffer[i];
            if (entries[i].IsWeight)
                WeightNormBuffer[layerOf[i]] += ParameterBuffer[i].SumOfSquares;
        }

        for (var layer = 0; layer < WeightNormBuffer.Length; layer++)
            WeightNormBuffer[layer] = Math.Sqrt(WeightNormBuffer[layer]);

        var whole = TensorStatistics.Combine(LayerBuffer);
        NonFiniteCount = whole.NonFiniteCount;
        GlobalNormPreClip = GlobalNormPostClip = whole.Norm;
        ClipRequested = Clipped = false;
    }
}
