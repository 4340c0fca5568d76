namespace GradGuard.Prediction.Measuring;

/// <summary>Weight-gradient norms of a model over several draws of its weights, inputs and targets.</summary>
/// <param name="Weights">Every trainable weight in order of first execution.</param>
/// <param name="KnowsOrder">Whether each of their modules was seen to run, so that the order is sure.</param>
internal sealed record Measurement(IReadOnlyList<MeasuredWeight> Weights, bool KnowsOrder)
{
    /// <summary>
    /// The mean over draws of log10 of the norm of some weights' gradients together; negative infinity where they have none, null where
    /// no weight is meant.
    /// </summary>
    public double? Log10Norm(Func<string, bool> includes)
    {
        var chosen = Weights.Where(weight => includes(weight.Name)).ToList();
        return chosen.Count == 0 ? null : Draws(chosen).Average();
    }

    private static IEnumerable<double> Draws(List<MeasuredWeight> weights) =>
        Enumerable.Range(0, weights[0].Squares.Count).Select(draw => Math.Log10(weights.Sum(weight => weight.Squares[draw])) / 2);
}

/// <summary>A parameter of two axes or more.</summary>
/// <param name="Name">Its registered name.</param>
/// <param name="Squares">The square of its gradient's norm, by draw; 0 where it has no gradient.</param>
internal sealed record MeasuredWeight(string Name, IReadOnlyList<double> Squares)
{
    /// <summary>The path of its module.</summary>
    public string Module => Name.LastIndexOf('.') is var dot && dot < 0 ? "" : Name[..dot];
}
