namespace GradGuard.Signal.Propagation;

/// <summary>
/// What means over overlapping windows leave of the differences between positions, those upon each other too. Windows upon each other act
/// like one Gaussian, which on a ring of N positions leaves of each wave m the share exp(-π m² n² / N²) of its square, for n positions
/// that the mean is over: a theta function, 1/n - 1/N while n is small (Poisson's sum), so that one mean alone leaves one part in n. That is
/// how fast a graph's features get alike (Li et al. 2018, section 3).
/// </summary>
internal static class Smoothing
{
    // Waves whose square is below exp(-35) of the first one's are none.
    private const double Reach = 35;

    // From here on Poisson's sum has one term.
    private const double Long = 1;

    /// <summary>The share of the positions' variance that is left after further windows.</summary>
    /// <param name="before">What is averaged over already.</param>
    /// <param name="after">With the further ones.</param>
    /// <param name="positions">N, over all axes.</param>
    public static double Left(Field before, Field after, double positions)
    {
        double log = LogWaves(after, positions) - LogWaves(before, positions);
        return double.IsNaN(log) ? 0 : Math.Min(Math.Exp(log), 1);
    }

    private static double LogWaves(Field field, double positions)
    {
        int axes = Math.Max(field.Axes, 1);
        double side = Math.Max(Math.Pow(positions, 1.0 / axes), 1);
        double square = Math.PI * (1 + field.Spread) / (side * side);

        if (square < Long)
        {
            return Math.Log(Math.Max(Math.Pow(Math.PI / square, axes / 2.0) - 1, double.Epsilon));
        }

        // The first wave stands apart: alone it is all that is left in the end.
        double others = 0;
        for (int wave = 2; square * ((wave * wave) - 1) < Reach; wave++)
        {
            others += Math.Exp(-square * ((wave * wave) - 1));
        }

        double first = Math.Log(2 * (1 + others)) - square;
        double alongAxis = Math.Exp(first);
        return alongAxis < 1e-9 ? Math.Log(axes) + first : Math.Log(Math.Pow(1 + alongAxis, axes) - 1);
    }
}
