namespace GradGuard.Signal.Propagation;

/// <summary>
/// How far the typical square lies below the expected one where a share of it is that of a random vector of few components: every sample
/// pulls the same way, and how hard is up to chance.
/// </summary>
internal static class CommonDirections
{
    // From here on two terms of the series are right to 0.005.
    private const double Many = 10;

    private const double FirstLog = -9;
    private const double LastLog = 9;
    private const double Step = 0.5;

    /// <summary>
    /// E[ln X] for X = 1 - c + c χ²/k with k degrees of freedom, whose mean is 1: by ln x = ∫ (exp(-t) - exp(-t x)) / t dt over t > 0 and
    /// E[exp(-t X)] = exp(-t (1 - c)) (1 + 2 t c / k)^(-k/2). For c = 1 it is ψ(k/2) - ln(k/2).
    /// </summary>
    /// <param name="share">c, between 0 and 1.</param>
    /// <param name="components">k, at least 1.</param>
    public static double LogTypical(double share, double components)
    {
        if (components >= Many)
        {
            return -share * share * (1 + (0.27 / components)) / components;
        }

        // The trapezoid rule over ln t is exact to 1e-4 here: the integrand dies out at both ends.
        double sum = 0;
        for (double log = FirstLog; log <= LastLog; log += Step)
        {
            double t = Math.Exp(log);
            sum += Math.Exp(-t) - (Math.Exp(-t * (1 - share)) * Math.Pow(1 + (2 * t * share / components), -components / 2));
        }

        return sum * Step;
    }
}
