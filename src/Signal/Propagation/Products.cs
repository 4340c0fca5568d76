namespace GradGuard.Signal.Propagation;

/// <summary>
/// E[a a'] for two values of one unit: of the same position and sample, and of others. A batch's mean gradient depends on all four.
/// </summary>
/// <param name="Same">E[a²].</param>
/// <param name="Near">For two positions of one sample.</param>
/// <param name="Far">For one position of two samples.</param>
/// <param name="FarNear">For two positions of two samples.</param>
internal readonly record struct Products(double Same, double Near, double Far, double FarNear)
{
    public static Products operator +(Products a, Products b) => new(a.Same + b.Same, a.Near + b.Near, a.Far + b.Far, a.FarNear + b.FarNear);

    public static Products operator *(Products a, Products b) => new(a.Same * b.Same, a.Near * b.Near, a.Far * b.Far, a.FarNear * b.FarNear);

    public static Products operator *(Products a, double factor) => new(a.Same * factor, a.Near * factor, a.Far * factor, a.FarNear * factor);

    /// <summary>The same product for all pairs, of what all values share.</summary>
    public static Products Shared(double product) => new(product, product, product, product);

    public Products Plus(double product) => this + Shared(product);

    /// <summary>The products with the values of another position, as far as all others have them.</summary>
    public Products Later() => new(Near, Near, FarNear, FarNear);

    /// <summary>What values of one position have beyond those of two.</summary>
    public Products BeyondLater() => new(Same - Near, 0, Far - FarNear, 0);

    public Products Map(Func<double, double> function) => new(function(Same), function(Near), function(Far), function(FarNear));

    /// <summary>E[a a'] summed over all positions and samples of a', for one a: the mean over the batch times their number.</summary>
    public double SumOverBatch(double positions, int batchSize) =>
        SumOverPositions(positions) + ((batchSize - 1) * (Far + ((positions - 1) * FarNear)));

    /// <summary>The part of a sum that its first term is, whatever the signs.</summary>
    public static double Share(Products part, Products rest, double positions, int batchSize)
    {
        double one = part.Map(Math.Abs).SumOverBatch(positions, batchSize);
        double all = one + rest.Map(Math.Abs).SumOverBatch(positions, batchSize);
        return all > 0 ? one / all : 0;
    }

    /// <summary>E[a a'] summed over the positions of a' in the same sample.</summary>
    public double SumOverPositions(double positions) => Same + ((positions - 1) * Near);
}
