namespace GradGuard.Prediction.Measuring;

/// <summary>Weight-gradient norms of a model over several draws of its weights, inputs and targets.</summary>
/// <param name="Weights">Every trainable weight, those that were seen to run in order of first execution before the rest.</param>
internal sealed record Measurement(IReadOnlyList<MeasuredWeight> Weights)
{
    /// <summary>Whether each of their modules was seen to run, so that the order is sure.</summary>
    public bool KnowsOrder => Weights.All(weight => weight.IsSeen);

    /// <summary>
    /// The weights of layers, and those beside them that a prediction names: tensors that a model learns otherwise, such as positions
    /// added to a sequence, are no weights.
    /// </summary>
    public Measurement Of(IReadOnlySet<string> predicted) => new([.. Weights.Where(weight => weight.IsOfLayer || predicted.Contains(weight.Name))]);

    /// <summary>Whether a weight gets a gradient in no draw, as one that the output does not depend on.</summary>
    public bool IsUnused(string weight) => Weights.Where(candidate => candidate.Name == weight).All(candidate => candidate.Squares.All(square => square == 0));

    /// <summary>
    /// The mean over draws of log10 of the norm of some weights' gradients together; negative infinity where most draws have none, null
    /// where no weight is meant. A narrow layer whose units are all dead in one draw in ten has no infinite mean for that.
    /// </summary>
    public double? Log10Norm(Func<string, bool> includes)
    {
        var chosen = Weights.Where(weight => includes(weight.Name)).ToList();
        if (chosen.Count == 0)
            return null;

        var draws = Draws(chosen).ToList();
        var alive = draws.Where(double.IsFinite).ToList();
        return 2 * alive.Count > draws.Count ? alive.Average() : double.NegativeInfinity;
    }

    private static IEnumerable<double> Draws(List<MeasuredWeight> weights) =>
        Enumerable.Range(0, weights[0].Squares.Count).Select(draw => Math.Log10(weights.Sum(weight => weight.Squares[draw])) / 2);
}

/// <summary>A parameter of two axes or more, or a vector that the model holds itself.</summary>
/// <param name="Name">Its registered name.</param>
/// <param name="Squares">The square of its gradient's norm, by draw; 0 where it has no gradient.</param>
/// <param name="IsOfLayer">Whether it is the matrix of a layer of the library, not a parameter of the model's own.</param>
/// <param name="IsSeen">Whether its module was seen to run.</param>
internal sealed record MeasuredWeight(string Name, IReadOnlyList<double> Squares, bool IsOfLayer, bool IsSeen)
{
    /// <summary>The path of its module.</summary>
    public string Module => Name.LastIndexOf('.') is var dot && dot < 0 ? "" : Name[..dot];
}
