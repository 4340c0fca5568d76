namespace GradGuard.Signal;

/// <summary>What the theory says of a model's gradients before the first step.</summary>
/// <param name="Layers">Its weight layers in the order of execution; a layer that is called twice stands where it is first called.</param>
/// <param name="Log10Ratio">log10 of the first weight layer's gradient norm over the last one's; 0 where there are fewer than two.</param>
/// <param name="Signals">For each node of the graph, log10 of the mean square of its value's elements.</param>
/// <param name="Log10ForwardGrowth">log10 of the largest of these over the input's.</param>
/// <param name="Repeats">The blocks whose count is a name.</param>
/// <param name="Unknowns">What the prediction could not follow and what it had to assume, for the user.</param>
/// <param name="UsualLog10Ratio">The ratio at the usual values of what the graph leaves open, as <see cref="LayerFlow.UsualLog10Norm"/>.</param>
/// <param name="UsualLog10ForwardGrowth">The growth at those values.</param>
public sealed record FlowPrediction(
    IReadOnlyList<LayerFlow> Layers,
    Interval Log10Ratio,
    IReadOnlyList<Interval> Signals,
    Interval Log10ForwardGrowth,
    IReadOnlyList<RepeatFlow> Repeats,
    IReadOnlyList<string> Unknowns,
    double UsualLog10Ratio,
    double UsualLog10ForwardGrowth)
{
    /// <summary>
    /// log10 of the mean square of what the last weight layer takes, over the input's; 0 where there are fewer than two layers. Below
    /// <see cref="Limits.FadedSignal"/> the signal has faded on its way, and the gradient of all weights with it, whatever their ratio.
    /// </summary>
    public Interval Log10LastInput { get; init; }

    /// <summary>The same at the usual values of what the graph leaves open.</summary>
    public double UsualLog10LastInput { get; init; }
}

/// <summary>The predicted gradient of one weight layer.</summary>
/// <param name="Node">The index of its node in the graph; that of the repeat for a layer inside one.</param>
/// <param name="Path">Its registered name; a layer of a repeated block carries the block's number.</param>
/// <param name="Kind">What it is: "Linear", "Convolution", "Embedding", "Recurrent", "Attention".</param>
/// <param name="Log10Norm">log10 of its weight gradient's norm over that of the last weight layer, wherever what the graph leaves open may lie.</param>
/// <param name="UsualLog10Norm">
/// The same at the usual values of what the graph leaves open: the one figure to print. Plausible ranges are lopsided, so it is not the
/// interval's middle. Negative infinity where the layer gets no gradient at the first step, not a number where nothing is known.
/// </param>
public sealed record LayerFlow(int Node, string Path, string Kind, Interval Log10Norm, double UsualLog10Norm);

/// <summary>How the gradient changes with the number of blocks where that is a name.</summary>
/// <param name="Node">The index of the repeat in the graph.</param>
/// <param name="Path">Its name.</param>
/// <param name="Count">The number of blocks, a name or nothing.</param>
/// <param name="Log10FactorPerBlock">log10 of the factor by which a gradient norm changes from a block to the one before it, deep inside.</param>
/// <param name="Log10RatioByCount">log10 of first over last for each count tried, ascending in count.</param>
public sealed record RepeatFlow(
    int Node, string Path, Size Count, double Log10FactorPerBlock, IReadOnlyList<(int Count, double Log10Ratio)> Log10RatioByCount)
{
    /// <summary>The count from which the ratio lies below the limit, between the counts tried by interpolation; null where it never does.</summary>
    /// <param name="log10Limit">log10 of the limit.</param>
    public int? CountBelow(double log10Limit) => CountPast(log10Limit, 1);

    /// <summary>The count from which the ratio lies above the limit; null where it never does.</summary>
    /// <param name="log10Limit">log10 of the limit.</param>
    public int? CountAbove(double log10Limit) => CountPast(-log10Limit, -1);

    private int? CountPast(double limit, int sign)
    {
        for (int i = 0; i < Log10RatioByCount.Count; i++)
        {
            (int count, double ratio) = Log10RatioByCount[i];
            if (sign * ratio < limit)
            {
                if (i == 0)
                {
                    return count;
                }

                (int countBefore, double ratioBefore) = Log10RatioByCount[i - 1];
                double share = (limit - (sign * ratioBefore)) / (sign * (ratio - ratioBefore));
                return double.IsNaN(share) ? count : countBefore + (int)Math.Ceiling(share * (count - countBefore));
            }
        }

        return null;
    }
}
