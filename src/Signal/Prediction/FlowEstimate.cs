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
    /// <summary>The evaluation, for a prediction to go on from.</summary>
    internal Propagation.UsualValues? Usual { get; init; }
}
