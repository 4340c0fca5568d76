namespace GradGuard.Signal.Propagation;

/// <summary>
/// The second-order statistics of a node's value over features and random weights (the C-map of Poole et al. 2016 and Schoenholz et al.
/// 2017, with positions as in Xiao et al. 2018).
/// </summary>
/// <param name="Mean">E[a] over features.</param>
/// <param name="Products">E[a a'].</param>
/// <param name="Width">Features.</param>
/// <param name="Positions">Steps or pixels that share the features.</param>
/// <param name="Kurtosis">E[a⁴] / E[a²]², at least 1: how uneven the features are; 3 for a Gaussian.</param>
/// <param name="Shape">The distribution over features; null for a Gaussian.</param>
/// <param name="Tangent">
/// How the products of different samples or positions follow the overlap of the two inputs, times its standard deviation over pairs: inputs
/// of n features overlap by chance, by 1/√n of their mean square, and all later products know it.
/// </param>
/// <param name="Field">What of the input it sees.</param>
/// <param name="Averaged">Over how many positions means have been taken since the last layer that mixes them with random weights.</param>
/// <param name="First">E[a²] at the first position over the mean of all, where a class token stands there; 0 where all have the same.</param>
/// <param name="Series">The products of each step, as they were when a recurrence left them; null where all steps have the same.</param>
internal readonly record struct Signal(
    double Mean, Products Products, double Width, double Positions, double Kurtosis = 3, FeatureShape? Shape = null,
    Products Tangent = default, Field Field = default, StepSeries? Series = null, Field Averaged = default, double First = 0)
{
    /// <summary>The series, unless the value has been changed since in a way that it does not tell.</summary>
    public StepSeries? Steps => Series?.Mean == Products ? Series : null;

    /// <summary>E[a²].</summary>
    public double Second => Products.Same;

    /// <summary>E[a²] - E[a]².</summary>
    public double Variance => Math.Max(Second - (Mean * Mean), 0);

    /// <summary>The correlations over features that the products stand for.</summary>
    public Products Correlations =>
        new(Correlation(Products.Same), Correlation(Products.Near), Correlation(Products.Far), Correlation(Products.FarNear));

    /// <summary>The correlation over features of two values with a given E[a a'].</summary>
    public double Correlation(double product)
    {
        double variance = Variance;
        return variance > 0 ? Math.Max(-1, Math.Min(1, (product - (Mean * Mean)) / variance)) : 1;
    }

    /// <summary>
    /// The typical mean square of finitely many features lies below the expected one: the logarithm of a mean of n terms has the mean
    /// -(kurtosis - 1) / 2n (Hanin and Nica 2020). Only what the samples of a batch share of that chance stays in a batch's gradient.
    /// </summary>
    public Signal Typical()
    {
        double shared = Second > 0 ? Products.Far / Second : 0;
        double loss = Math.Exp(-0.5 * Math.Min((Kurtosis - 1) / Width, 1) * shared * shared);
        return this with { Products = Products * loss, Mean = Mean * Math.Sqrt(loss) };
    }

    public Signal Scaled(double factor) => this with
    {
        Mean = Mean * factor,
        Products = Products * (factor * factor),
        Tangent = Tangent * (factor * factor),
        Shape = factor < 0 ? null : Shape,
    };
}
