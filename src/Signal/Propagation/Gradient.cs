namespace GradGuard.Signal.Propagation;

/// <summary>
/// The second-order statistics of the loss's gradient by a node's value, δ, per sample (so before the mean over the batch).
/// </summary>
/// <param name="Same">E[δ²].</param>
/// <param name="Near">E[δ δ'] for two positions of one sample.</param>
/// <param name="Far">E[δ δ'] for one position of two samples.</param>
/// <param name="FarNear">E[δ δ'] for two positions of two samples.</param>
/// <param name="Coherent">E[δ δ'] for two features at one position of one sample.</param>
internal readonly record struct Gradient(double Same, double Near, double Far, double FarNear, double Coherent)
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

    public Gradient Plus(Gradient other) =>
        new(Same + other.Same, Near + other.Near, Far + other.Far, FarNear + other.FarNear, Coherent + other.Coherent);

    public Gradient Times(double factor) => new(Same * factor, Near * factor, Far * factor, FarNear * factor, Coherent * factor);
}
