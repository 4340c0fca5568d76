namespace GradGuard.Signal;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    private const int TableEnd = 4;
    private const int TableSteps = 16;

    private static readonly double InverseRootTwoPi = 1 / Math.Sqrt(2 * Math.PI);

    private static readonly double[] Table = [.. Enumerable.Range(0, (2 * TableEnd * TableSteps) + 1).Select(i => Summed((i / (double)TableSteps) - TableEnd))];

    /// <summary>exp(-x²/2) / sqrt(2π).</summary>
    public static double Density(double x) => InverseRootTwoPi * Math.Exp(-0.5 * x * x);

    /// <summary>
    /// Φ(x): the series 1/2 + density · (x + x³/3 + x⁵/15 + …) near zero, Laplace's continued fraction in the tails (Abramowitz and
    /// Stegun, 26.2.11 and 26.2.14); better than 1e-12 of one. Near zero the series is summed once for a table, from whose points a
    /// Taylor polynomial leads to the rest.
    /// </summary>
    public static double Cumulative(double x)
    {
        double size = Math.Abs(x);
        if (size < TableEnd)
        {
            int i = (int)Math.Round((x + TableEnd) * TableSteps);
            double at = (i / (double)TableSteps) - TableEnd;
            double h = x - at;
            double square = at * at;
            double third = (square - 1) / 6;
            double fourth = -at * (square - 3) / 24;
            double fifth = ((square * (square - 6)) + 3) / 120;
            double sixth = -at * ((square * (square - 10)) + 15) / 720;
            return Table[i] + (Density(at) * h * (1 + (h * ((-at / 2) + (h * (third + (h * (fourth + (h * (fifth + (h * sixth)))))))))));
        }

        return Summed(x);
    }

    private static double Summed(double x)
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
