using GradGuard.Signal.Propagation;

namespace GradGuard.Signal;

/// <summary>
/// Integrals against a Gaussian: panels of Gauss–Legendre points under the density, cut at the kinks of the integrand. Plain
/// Gauss–Hermite points lose five digits at a kink and as many where the pre-activation is much wider than the function's bend.
/// </summary>
internal static class GaussianQuadrature
{
    private const int PointsPerPanel = 10;

    // The density outside is below 1e-18 of its peak.
    private const double Reach = 9;
    private const double Wide = 1.5;

    private static readonly double[] Grid = [-Reach, -6.5, -4.75, -3.25, -2, -1, 0, 1, 2, 3.25, 4.75, 6.5, Reach];

    // Where the curved activations bend, in units of their argument.
    private static readonly double[] Bends = [-18, -10, -6, -3.5, -1.75, 0, 1.75, 3.5, 6, 10, 18];

    private static readonly (double[] Nodes, double[] Weights) Legendre = LegendreRule(PointsPerPanel);

    // Points, weights under the density, and Hermite polynomials of the grid's own panels, which most integrals consist of.
    private static readonly Panel[] GridPanels = [.. Enumerable.Range(1, Grid.Length - 1).Select(i => new Panel().Over(Grid[i - 1], Grid[i]))];

    // Where kinks and bends cut the grid, one panel after the other is made, used and forgotten.
    [ThreadStatic]
    private static Panel? _scratch;

    public static ActivationMoments Moments(
        Func<double, double> value, Func<double, double> slope, double[] kinks, double mean, double variance, FeatureShape? shape = null)
    {
        if (!(variance > 0))
        {
            double v = value(mean);
            double s = slope(mean);
            return new(v, v * v, v * v * v * v, s, s * s, s * s * s * s, 0, [v * v], [s * s]);
        }

        double deviation = Math.Sqrt(variance);
        double[] cuts = Cuts(kinks, mean, deviation, shape);
        var sums = new MomentSums();
        for (int cut = 1; cut < cuts.Length; cut++)
        {
            if (cuts[cut] <= cuts[cut - 1])
            {
                continue;
            }

            Panel panel = Between(cuts[cut - 1], cuts[cut]);
            for (int i = 0; i < PointsPerPanel; i++)
            {
                double x = panel.Points[i];
                double z = mean + (deviation * (shape?.At(x) ?? x));
                sums.Add(panel.Weights[i], value(z), slope(z), panel.Hermite[i]);
            }
        }

        return sums.Moments(deviation);
    }

    private static Panel Between(double low, double high)
    {
        int i = Array.BinarySearch(Grid, low);
        return i >= 0 && i < GridPanels.Length && Grid[i + 1] == high ? GridPanels[i] : (_scratch ??= new Panel()).Over(low, high);
    }

    private static double[] Cuts(double[] kinks, double mean, double deviation, FeatureShape? shape)
    {
        // As long as the Gaussian is no wider than the bends, its own grid sees them.
        double[] bends = deviation < Wide ? [] : Bends;
        var cuts = new double[Grid.Length + bends.Length + kinks.Length];
        Grid.CopyTo(cuts, 0);
        for (int i = 0; i < bends.Length; i++)
        {
            cuts[Grid.Length + i] = Inside(Argument(bends[i]));
        }

        for (int i = 0; i < kinks.Length; i++)
        {
            cuts[Grid.Length + bends.Length + i] = Inside(Argument(kinks[i]));
        }

        Array.Sort(cuts);
        return cuts;

        double Argument(double z) => shape?.Inverse((z - mean) / deviation) ?? ((z - mean) / deviation);
    }

    private static double Inside(double x) => x < -Reach ? -Reach : x > Reach ? Reach : x;

    // Roots of the Legendre polynomial by Newton's method from Tricomi's guess.
    private static (double[] Nodes, double[] Weights) LegendreRule(int n)
    {
        var nodes = new double[n];
        var weights = new double[n];
        for (int i = 0; i < n; i++)
        {
            double x = Math.Cos(Math.PI * (i + 0.75) / (n + 0.5));
            double derivative = 1;
            for (int iteration = 0; iteration < 50; iteration++)
            {
                double previous = 1;
                double current = x;
                for (int k = 2; k <= n; k++)
                {
                    (previous, current) = (current, ((((2 * k) - 1) * x * current) - ((k - 1) * previous)) / k);
                }

                derivative = n * ((x * current) - previous) / ((x * x) - 1);
                double step = current / derivative;
                x -= step;
                if (Math.Abs(step) < 1e-16)
                {
                    break;
                }
            }

            nodes[i] = x;
            weights[i] = 2 / ((1 - (x * x)) * derivative * derivative);
        }

        return (nodes, weights);
    }

    /// <summary>A stretch of the axis with its points.</summary>
    private sealed class Panel
    {
        public double[] Points { get; } = new double[PointsPerPanel];

        public double[] Weights { get; } = new double[PointsPerPanel];

        public double[][] Hermite { get; } = [.. Enumerable.Range(0, PointsPerPanel).Select(_ => new double[HermitePolynomials.Terms])];

        public Panel Over(double low, double high)
        {
            double half = (high - low) / 2;
            for (int i = 0; i < PointsPerPanel; i++)
            {
                Points[i] = ((high + low) / 2) + (half * Legendre.Nodes[i]);
                Weights[i] = half * Legendre.Weights[i] * NormalDistribution.Density(Points[i]);
                HermitePolynomials.At(Points[i], Hermite[i]);
            }

            return this;
        }
    }
}
