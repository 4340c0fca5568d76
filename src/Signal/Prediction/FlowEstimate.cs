using GradGuard.Signal.Propagation;

namespace GradGuard.Signal;

/// <summary>
/// A prediction's figures at the usual values of what the graph leaves open, at a small part of its cost. Its intervals always hold
/// them, so where these are within a limit no interval lies past it.
/// </summary>
/// <param name="Log10Ratio">As <see cref="FlowPrediction.UsualLog10Ratio"/>.</param>
/// <param name="Log10ForwardGrowth">As <see cref="FlowPrediction.UsualLog10ForwardGrowth"/>.</param>
/// <param name="Log10Signals">log10 of each node's mean square; within <see cref="FlowPrediction.Signals"/>.</param>
public sealed record FlowEstimate(double Log10Ratio, double Log10ForwardGrowth, IReadOnlyList<double> Log10Signals)
{
    /// <summary>As <see cref="FlowPrediction.UsualLog10LastInput"/>.</summary>
    public double Log10LastInput { get; init; }

    /// <summary>The evaluation, for a prediction to go on from.</summary>
    internal UsualValues? Usual { get; init; }

    /// <summary>The whole prediction, as <see cref="SignalPropagation.Predict"/> makes it but without the evaluation that the estimate has made.</summary>
    /// <param name="cancellation">Stops it between two nodes.</param>
    /// <exception cref="InvalidOperationException">The estimate was not made by <see cref="SignalPropagation.Estimate"/>.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop; the estimate can be used again.</exception>
    public FlowPrediction Predict(CancellationToken cancellation = default) => Usual is { } usual
        ? new PredictionBuilder(usual, cancellation).Build()
        : throw new InvalidOperationException("Only an estimate that SignalPropagation.Estimate has made can become a prediction.");
}
