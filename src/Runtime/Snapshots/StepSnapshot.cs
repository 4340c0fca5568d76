using System.Collections.Immutable;
using GradGuard.Activations;
using GradGuard.Clipping;
using GradGuard.Invariants;
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
    internal readonly double[] WeightGradientNormBuffer;
    internal readonly double[] RecentMaxBuffer;
    internal readonly double[] UpdateRatioBuffer;
    internal readonly double[] WeightNormBuffer;
    internal int Readers;

    internal StepSnapshot(LayerCatalog catalog, int unwatchedParameters = 0)
    {
        Catalog = catalog;
        ParameterBuffer = new TensorStatistics[catalog.Parameters.Length + unwatchedParameters];
        StateBuffer = new GradientState[catalog.Parameters.Length + unwatchedParameters];
        LayerBuffer = new TensorStatistics[catalog.Layers.Length];
        WeightGradientNormBuffer = new double[catalog.Layers.Length];
        RecentMaxBuffer = new double[catalog.Layers.Length];
        UpdateRatioBuffer = new double[catalog.Layers.Length];
        WeightNormBuffer = new double[catalog.Layers.Length];
        Array.Fill(UpdateRatioBuffer, double.NaN);
        Array.Fill(WeightNormBuffer, double.NaN);
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

    /// <summary>The largest Euclidean norm that clipping was to leave; null where nothing was clipped, or by another measure.</summary>
    public double? ClipThreshold { get; internal set; }

    /// <summary>Whether clipping shrank the gradients.</summary>
    public bool Clipped { get; internal set; }

    /// <summary>How the clipping threshold stands to recent norms, or null where <c>ClipGradNorm</c> was never called.</summary>
    public ClipAdvice? ClipAdvice { get; internal set; }

    /// <summary>Share of the last 100 clipped steps that clipping shrank, or null where nothing was clipped yet.</summary>
    public double? ClipRatio => ClipAdvice?.ShrunkShare;

    /// <summary>Parameters whose gradient is missing.</summary>
    public int MissingCount { get; internal set; }

    /// <summary>Elements that are NaN or infinite, over all layers.</summary>
    public long NonFiniteCount { get; internal set; }

    /// <summary>Statistics of each parameter's gradient before clipping, parallel to the catalogue's parameters.</summary>
    public ReadOnlySpan<TensorStatistics> Parameters => ParameterBuffer.AsSpan(0, Catalog.Parameters.Length);

    /// <summary>Whether each parameter had a gradient.</summary>
    public ReadOnlySpan<GradientState> States => StateBuffer.AsSpan(0, Catalog.Parameters.Length);

    /// <summary>Statistics of each layer's gradient before clipping, over all its parameters.</summary>
    public ReadOnlySpan<TensorStatistics> Layers => LayerBuffer;

    /// <summary>Norm of each layer's weight gradients alone, without biases and gains: what the compile-time prediction speaks of. 0 where a layer has no weight.</summary>
    public ReadOnlySpan<double> WeightGradientNorms => WeightGradientNormBuffer;

    /// <summary>Largest finite gradient norm of each layer over the last 100 sampled steps.</summary>
    public ReadOnlySpan<double> RecentMaxNorms => RecentMaxBuffer;

    /// <summary>‖Δw‖ / ‖w‖ of each layer at its latest measured step; NaN before the first, infinite or NaN for weights that are all 0.</summary>
    public ReadOnlySpan<double> UpdateRatios => UpdateRatioBuffer;

    /// <summary>Norm ‖w‖ of each layer's parameters at its latest measured step; NaN before the first.</summary>
    public ReadOnlySpan<double> WeightNorms => WeightNormBuffer;

    /// <summary>
    /// What forward hooks saw of activations and weight layers at the latest step that measured it, in order of execution; empty before the
    /// first, and without the modules whose hooks did not run.
    /// </summary>
    public ImmutableArray<ActivationStatistics> Activations { get; internal set; } = [];

    /// <summary>Whether <see cref="Activations"/> were measured in this very step.</summary>
    public bool HasFreshActivations { get; internal set; }

    /// <summary>Exponents of each layer's gradient before clipping at the latest step that counted them, parallel to <see cref="Layers"/>; empty before the first.</summary>
    public ImmutableArray<ExponentHistogram> Exponents { get; internal set; } = [];

    /// <summary>Whether <see cref="UpdateRatios"/> were measured in this very step.</summary>
    public bool HasFreshUpdates { get; internal set; }

    /// <summary>How the gradient relates to that of the step before, or null after the first steps of a run.</summary>
    public GradientRecurrence? Recurrence { get; internal set; }

    /// <summary>Whether the model is in evaluation mode and has layers that work differently there.</summary>
    public bool IsInEvaluationMode { get; internal set; }

    /// <summary>Layers whose units were seen to stay identical; only ever at one early step.</summary>
    internal ImmutableArray<int> LockstepLayers { get; set; } = [];

    /// <summary>Classes that the last layer scores for a softmax; null before that is known, and for a last layer that does something else.</summary>
    internal long? ClassCount { get; set; }

    /// <summary>Fields that hold parameters which have a gradient but are not registered; only ever at one early step.</summary>
    internal ImmutableArray<string> UnregisteredPaths { get; set; } = [];

    /// <summary>Norm of the first weight layer's gradient over the last one's; null for fewer than two weight layers or where it is undefined.</summary>
    public double? FlowRatio
    {
        get
        {
            if (!Catalog.HasDepth)
                return null;

            var ratio = WeightGradientNormBuffer[Catalog.FirstWeightLayer] / WeightGradientNormBuffer[Catalog.LastWeightLayer];
            return double.IsFinite(ratio) ? ratio : null;
        }
    }

    /// <summary>Norm of the gradients of some parameters together; 0 where they have none.</summary>
    internal double NormOf(ImmutableArray<int> parameters)
    {
        var sum = 0.0;
        foreach (var i in parameters)
            if (StateBuffer[i] != GradientState.Missing)
                sum += ParameterBuffer[i].SumOfSquares;

        return Math.Sqrt(sum);
    }

    /// <summary>Path of the layer with the largest gradient norm.</summary>
    internal string LargestLayer
    {
        get
        {
            var largest = 0;
            for (var layer = 1; layer < LayerBuffer.Length; layer++)
                if (LayerBuffer[layer].SumOfSquares > LayerBuffer[largest].SumOfSquares)
                    largest = layer;

            return Catalog.Layers[largest].Path;
        }
    }

    /// <summary>Adds up parameters into layers and the whole, once <see cref="Parameters"/> is filled.</summary>
    internal void Aggregate()
    {
        Array.Clear(LayerBuffer);
        Array.Clear(WeightGradientNormBuffer);
        MissingCount = 0;
        var layerOf = Catalog.LayerOfParameter;
        var entries = Catalog.Parameters;
        for (var i = 0; i < entries.Length; i++)
        {
            if (StateBuffer[i] == GradientState.Missing)
            {
                MissingCount++;
                continue;
            }

            LayerBuffer[layerOf[i]] += ParameterBuffer[i];
            if (entries[i].IsWeight)
                WeightGradientNormBuffer[layerOf[i]] += ParameterBuffer[i].SumOfSquares;
        }

        for (var layer = 0; layer < WeightGradientNormBuffer.Length; layer++)
            WeightGradientNormBuffer[layer] = Math.Sqrt(WeightGradientNormBuffer[layer]);

        // The whole is what clipping scales, so parameters that a filter leaves out count in it.
        var whole = TensorStatistics.Combine(LayerBuffer);
        NonFiniteCount = whole.NonFiniteCount;
        whole += TensorStatistics.Combine(ParameterBuffer.AsSpan(entries.Length));
        GlobalNormPreClip = GlobalNormPostClip = whole.Norm;
        ClipRequested = Clipped = false;
        ClipThreshold = null;
    }
}
