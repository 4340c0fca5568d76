namespace GradGuard.Signal.Propagation;

/// <summary>
/// The second-order statistics of the loss's gradient by a node's value, δ, per sample (so before the mean over the batch).
/// </summary>
/// <param name="Same">E[δ²].</param>
/// <param name="Near">E[δ δ'] for two positions of one sample.</param>
/// <param name="Far">E[δ δ'] for one position of two samples.</param>
/// <param name="FarNear">E[δ δ'] for two positions of two samples.</param>
/// <param name="Mean">
/// The mean of δ over features, as a signed root mean square: what a layer passes on along the mean of its input. It matters where skips
/// let it add up.
/// </param>
/// <param name="Fresh">The part of that mean's square that comes from weights which no other path shares.</param>
/// <param name="Bend">E[dδ/dz] for the pre-activation z that the value is: how far δ leans along the weights that made z.</param>
/// <param name="Profile">
/// E[δ²] of a unit by the quantile of its value, over the mean of all units; null where it is the same for all. A unit that a skip keeps in
/// the active range keeps its gradient at every layer, so the slopes on its way are not independent.
/// </param>
internal readonly record struct Gradient(
    double Same, double Near, double Far, double FarNear, double Mean = 0, double Fresh = 0, double Bend = 0,
    double[]? Profile = null)
{
    /// <summary>
    /// The typical gradient behind finitely many units lies below the expected one, as a signal does. δ is Gaussian times a slope of given
    /// kurtosis. What the slopes of a layer lose by chance is the same for all samples as far as they are active alike; what the weights
    /// lose in the direction of δ averages over the directions that a batch has, at most as many as the model has outputs.
    /// </summary>
    /// <param name="slopeKurtosis">E[φ'⁴] / E[φ'²]².</param>
    /// <param name="width">Units.</param>
    /// <param name="correlation">Of two samples' pre-activations.</param>
    /// <param name="outputs">Features of the model's output.</param>
    public Gradient Typical(double slopeKurtosis, double width, double correlation, double outputs)
    {
        double aligned = Same > 0 ? Far / Same : 0;
        double directions = Math.Max(aligned * aligned, 1 / outputs);
        double chance = ((slopeKurtosis - 1) * correlation * correlation) + (2 * slopeKurtosis * Math.Min(directions, 1));
        return Times(Math.Exp(-0.5 * Math.Min(chance / width, 1)));
    }

    /// <summary>The gradient by a value that two paths use. Their means stem from the same δ, so they interfere.</summary>
    public Gradient Plus(Gradient other)
    {
        double cross = 2 * Mean * other.Mean;
        double far = Same > 0 && other.Same > 0 ? Math.Sqrt(Math.Max(Far / Same * (other.Far / other.Same), 0)) : 0;
        return new(
            Same + other.Same + cross,
            Near + other.Near + (cross * far),
            Far + other.Far + (cross * far),
            FarNear + other.FarNear + (cross * far),
            Mean + other.Mean,
            Fresh + other.Fresh,
            Bend + other.Bend,
            FeatureShape.Blend(Profile, Same, other.Profile, other.Same));
    }

    /// <summary>Once all paths are in, the fresh part is as good as the rest.</summary>
    public Gradient Settled() => Fresh == 0
        ? this
        : this with { Mean = (Mean < 0 ? -1 : 1) * Math.Sqrt((Mean * Mean) + Fresh), Fresh = 0 };

    /// <summary>All of it times the root of a factor.</summary>
    public Gradient Times(double factor)
    {
        double root = Math.Sqrt(factor);
        return new(Same * factor, Near * factor, Far * factor, FarNear * factor, Mean * root, Fresh * factor, Bend * root, Profile);
    }

    /// <summary>The gradient by a value all of whose elements were multiplied by a number.</summary>
    public Gradient Scaled(double factor) => Times(factor * factor) with { Mean = Mean * factor, Bend = Bend * factor * factor };
}
