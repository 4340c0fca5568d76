namespace GradGuard.Signal.Propagation;

/// <summary>
/// The second-order statistics of a node's value over features, with a unit's value at one position of one sample as the unit of
/// account (the C-map of Poole et al. 2016 and Schoenholz et al. 2017, with positions as in Xiao et al. 2018).
/// </summary>
/// <param name="Mean">E[a] over features.</param>
/// <param name="Second">E[a²].</param>
/// <param name="Near">E[a a'] for two positions of one sample.</param>
/// <param name="Far">E[a a'] for two samples.</param>
/// <param name="Kurtosis">E[a⁴] / E[a²]², at least 1: how uneven the features are.</param>
/// <param name="Width">Features.</param>
/// <param name="Positions">Steps or pixels that share the features.</param>
/// <param name="Shape">The distribution over features; null for a Gaussian.</param>
internal readonly record struct Signal(double Mean, double Second, double Near, double Far, double Kurtosis, double Width, double Positions,
    FeatureShape? Shape = null)
{
    /// <summary>Second moment without the mean.</summary>
    public double Variance => Math.Max(Second - (Mean * Mean), 0);

    public double NearCorrelation => Correlation(Near);

    public double FarCorrelation => Correlation(Far);

    /// <summary>
    /// The typical mean square of finitely many features lies below the expected one: the logarithm of a mean of n terms has the mean
    /// -(kurtosis - 1) / 2n (Hanin and Nica 2020). Only what the samples of a batch share of that chance stays in a batch's gradient.
    /// </summary>
    public Signal Typical()
    {
        double shared = Second > 0 ? Far / Second : 0;
        double loss = Math.Exp(-0.5 * Math.Min((Kurtosis - 1) / Width, 1) * shared * shared);
        return this with { Second = Second * loss, Near = Near * loss, Far = Far * loss, Mean = Mean * Math.Sqrt(loss) };
    }

    public Signal Scaled(double factor) => this with
    {
        Mean = Mean * factor,
        Second = Second * factor * factor,
        Near = Near * factor * factor,
        Far = Far * factor * factor,
        Shape = factor < 0 ? null : Shape,
    };

    private double Correlation(double product)
    {
        double variance = Variance;
        return variance > 0 ? Math.Max(-1, Math.Min(1, (product - (Mean * Mean)) / variance)) : 1;
    }
}
