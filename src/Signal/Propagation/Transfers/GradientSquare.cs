namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// The squared norm of a weight's gradient. The part that all samples have in common is one random vector with as many components as the
/// model has outputs (its square is chi-squared), whose typical square lies below the expected one.
/// </summary>
/// <param name="Whole">The expected square.</param>
/// <param name="Common">Of it what samples have in common.</param>
internal readonly record struct GradientSquare(double Whole, double Common)
{
    /// <summary>E|(1/B) Σ δ aᵀ|² for one pair of unit and input and one position of δ: what samples and positions share adds up.</summary>
    /// <param name="gradient">E[δ δ'].</param>
    /// <param name="value">E[a a'].</param>
    /// <param name="positions">Positions of a sample.</param>
    /// <param name="batchSize">Samples.</param>
    public static GradientSquare Of(Products gradient, Products value, double positions, int batchSize) => new(
        (gradient * value).SumOverBatch(positions, batchSize) / batchSize,
        gradient.SumOverBatch(positions, batchSize) / batchSize * value.Far);

    public static GradientSquare operator +(GradientSquare one, GradientSquare other) => new(one.Whole + other.Whole, one.Common + other.Common);

    public static GradientSquare operator *(GradientSquare square, double factor) => new(square.Whole * factor, square.Common * factor);

    /// <summary>exp E[ln] of the square.</summary>
    /// <param name="outputs">Features of the model's output.</param>
    public double Typical(double outputs)
    {
        double share = Whole > 0 ? Math.Max(Math.Min(Common / Whole, 1), 0) : 0;
        return Math.Max(Whole, 0) * Math.Exp(CommonDirections.LogTypical(share, outputs));
    }
}
