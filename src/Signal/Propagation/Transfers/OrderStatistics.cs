namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>Moments of the largest of independent standard normal variables.</summary>
internal static class OrderStatistics
{
    private const double Reach = 9;
    private const int Panels = 360;

    private static readonly double[] Points = [.. Enumerable.Range(0, Panels + 1).Select(i => -Reach + (2 * Reach * i / Panels))];
    private static readonly double[] Densities = [.. Points.Select(NormalDistribution.Density)];
    private static readonly double[] Cumulated = [.. Points.Select(NormalDistribution.Cumulative)];

    /// <summary>Mean and variance of the largest of so many; its density is n Φ(x)ⁿ⁻¹ φ(x).</summary>
    public static (double Mean, double Variance) Maximum(double count)
    {
        double n = Math.Max(count, 1);
        double mass = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i <= Panels; i++)
        {
            double x = Points[i];
            double density = n * Math.Pow(Cumulated[i], n - 1) * Densities[i];
            mass += density;
            first += density * x;
            second += density * x * x;
        }

        double mean = first / mass;
        return (mean, Math.Max((second / mass) - (mean * mean), 0));
    }
}
