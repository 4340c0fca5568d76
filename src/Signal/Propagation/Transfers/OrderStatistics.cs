namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>Moments of the largest of independent standard normal variables.</summary>
internal static class OrderStatistics
{
    private const double Reach = 9;
    private const int Panels = 360;
    private const int Arcs = 24;

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

    /// <summary>
    /// The chance that two draws of so many have their largest at the same place. The largest is taken for what lies above the quantile that
    /// one in so many passes, as in the bound of Khot et al. 2007: n P(x > t, y > t) for a pair of the given correlation, an integral over
    /// asin ρ (Sheppard's formula). Exact for two, for independent and for equal draws; within a tenth of simulation up to 256.
    /// </summary>
    /// <param name="count">n.</param>
    /// <param name="correlation">ρ of the two values at one place.</param>
    public static double Agreement(double count, double correlation) =>
        count <= 1 ? 1 : Math.Min((1 / count) + OverArc(count, correlation, _ => 1), 1);

    /// <summary>
    /// The covariance of the largest of two draws. It grows with the correlation of the values at one place by the chance that both have
    /// their largest there (Price's theorem), from 0 to the variance of the largest.
    /// </summary>
    /// <param name="count">n.</param>
    /// <param name="correlation">ρ of the two values at one place.</param>
    public static double Covariance(double count, double correlation) =>
        count <= 1 ? correlation : Maximum(count).Variance * Grown(count, Math.Max(-1, Math.Min(1, correlation))) / Grown(count, 1);

    // The agreement summed up from no correlation to the given one.
    private static double Grown(double count, double correlation) => (correlation / count) + OverArc(count, correlation, sine => correlation - sine);

    private static double OverArc(double count, double correlation, Func<double, double> weight)
    {
        double square = Math.Pow(Passed(1 / count), 2);
        double end = Math.Asin(Math.Max(-1, Math.Min(1, correlation)));
        double sum = 0;
        for (int i = 0; i < Arcs; i++)
        {
            double sine = Math.Sin(end * (i + 0.5) / Arcs);
            sum += weight(sine) * Math.Exp(-square / (1 + sine));
        }

        return count * sum * end / Arcs / (2 * Math.PI);
    }

    // The number that a standard normal variable passes with a probability below one.
    private static double Passed(double probability)
    {
        int i = Math.Max(Array.BinarySearch(Cumulated, probability) is var found && found < 0 ? ~found : found, 1);
        double share = (probability - Cumulated[i - 1]) / (Cumulated[i] - Cumulated[i - 1]);
        return -(Points[i - 1] + (Math.Min(share, 1) * (Points[i] - Points[i - 1])));
    }
}
