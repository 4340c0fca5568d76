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

    /// <summary>The whole prediction of a graph of which there is an estimate, whose evaluation need not be made again.</summary>
    /// <param name="estimate">Made by <see cref="Estimate"/>.</param>
    /// <param name="cancellation">Stops it between two nodes.</param>
    /// <exception cref="ArgumentException">The estimate does not come from <see cref="Estimate"/>.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop; the estimate can be used again.</exception>
    public static FlowPrediction Predict(FlowEstimate estimate, CancellationToken cancellation = default) => estimate.Usual is { } usual
        ? new PredictionBuilder(usual, cancellation).Build()
        : throw new ArgumentException("Only an estimate that SignalPropagation.Estimate has made can become a prediction.", nameof(estimate));

    /// <summary>The figures of <see cref="Predict(LayerGraph, TrainingSetting?, CancellationToken)"/> that need one evaluation of the graph. Never throws on a well-formed graph.</summary>
    /// <param name="graph">The model; every node after its inputs.</param>
    /// <param name="setting">Batch and loss; null for the usual ones.</param>
    /// <param name="cancellation">Stops it between two nodes.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static FlowEstimate Estimate(LayerGraph graph, TrainingSetting? setting = null, CancellationToken cancellation = default) =>
        new PredictionBuilder(graph, setting ?? TrainingSetting.Usual, cancellation).Estimate();
}
