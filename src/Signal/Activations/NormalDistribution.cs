namespace GradGuard.Signal;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    private static readonly double InverseRootTwoPi = 1 / Math.Sqrt(2 * Math.PI);

    /// <summary>exp(-x²/2) / sqrt(2π).</summary>
    public static double Density(double x) => InverseRootTwoPi * Math.Exp(-0.5 * x * x);

    /// <summary>
    /// Φ(x): the series 1/2 + density · (x + x³/3 + x⁵/15 + …) near zero, Laplace's continued fraction in the tails (Abramowitz and
    /// Stegun, 26.2.11 and 26.2.14); better than 1e-12 of one.
    /// </summary>
    public static double Cumulative(double x)
    {
        double size = Math.Abs(x);
        if (size > 38)
        {
            return x > 0 ? 1 : 0;
        }

        if (size > 4)
        {
            double fraction = size;
            for (int k = 40; k >= 1; k--)
            {
                fraction = size + (k / fraction);
            }

            double tail = Density(x) / fraction;
            return x > 0 ? 1 - tail : tail;
        }

        double term = x;
        double sum = x;
        for (int k = 3; Math.Abs(term) > 1e-17; k += 2)
        {
            term *= x * x / k;
            sum += term;
        }

        return 0.5 + (Density(x) * sum);
    }
}
