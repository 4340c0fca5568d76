using GradGuard.Signal.Propagation;

namespace GradGuard.Signal;

/// <summary>Predicts the norms of weight gradients before the first step, by mean-field theory.</summary>
public static class SignalPropagation
{
    /// <summary>
    /// Signals go forward and gradients back as second moments over random weights (Poole et al. 2016; Schoenholz et al. 2017), with the
    /// products between samples and positions that a batch's mean gradient depends on. Each figure is an interval as wide as what the
    /// graph leaves open makes it. Never throws on a well-formed graph.
    /// </summary>
    /// <param name="graph">The model; every node after its inputs.</param>
    /// <param name="setting">Batch and loss; null for the usual ones.</param>
    /// <param name="cancellation">Stops it between two nodes.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static FlowPrediction Predict(LayerGraph graph, TrainingSetting? setting = null, CancellationToken cancellation = default) =>
        new PredictionBuilder(graph, setting ?? TrainingSetting.Usual, cancellation).Build();

    /// <summary>The figures of <see cref="Predict"/> that need one evaluation of the graph. Never throws on a well-formed graph.</summary>
    /// <param name="graph">The model; every node after its inputs.</param>
    /// <param name="setting">Batch and loss; null for the usual ones.</param>
    /// <param name="cancellation">Stops it between two nodes.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static FlowEstimate Estimate(LayerGraph graph, TrainingSetting? setting = null, CancellationToken cancellation = default) =>
        new PredictionBuilder(graph, setting ?? TrainingSetting.Usual, cancellation).Estimate();
}
