namespace GradGuard.Signal;

/// <summary>
/// Integrals of smooth functions against a Gaussian: sums at even distances, whose error is exp(-2π a / step) for what is analytic up to a
/// distance a from the real axis (Trefethen and Weideman 2014, "The exponentially convergent trapezoidal rule", theorem 5.1). They take a
/// third of the work of panels that are ready for kinks.
/// </summary>
internal static class TrapezoidalRule
{
    /// <summary>
    /// Up to this deviation of the pre-activation the nearest pole of a function that is analytic for |Im z| below π/2, as tanh, lies 1.26
    /// standard deviations away: an error of 1e-13 for φ, and of less than 1e-7 for φ'⁴, whose pole is of the eighth order.
    /// </summary>
    public const double WidestDeviation = 1.25;

    private const double Step = 0.25;

    // The density outside is below 1e-17 of its peak.
    private const int PointsAboveZero = 36;

    private static readonly double[] Points = [.. Enumerable.Range(0, PointsAboveZero + 1).Select(i => i * Step)];
    private static readonly double[] Weights = [.. Points.Select(x => Step * NormalDistribution.Density(x))];
    private static readonly double[][] Hermite = [.. Points.Select(HermitePolynomials.At)];

    /// <summary>Moments of φ and φ' for z ~ N(mean, deviation²).</summary>
    /// <param name="value">φ, analytic for |Im z| below π/2.</param>
    /// <param name="slope">φ'.</param>
    /// <param name="mean">The mean of the pre-activation.</param>
    /// <param name="deviation">Its standard deviation, above 0 and below <see cref="WidestDeviation"/>.</param>
    public static ActivationMoments Moments(Func<double, double> value, Func<double, double> slope, double mean, double deviation)
    {
        var sums = new MomentSums();
        sums.Add(Weights[0], value(mean), slope(mean), Hermite[0]);
        for (int i = 1; i < Points.Length; i++)
        {
            double away = deviation * Points[i];
            sums.AddPair(Weights[i], (value(mean + away), value(mean - away)), (slope(mean + away), slope(mean - away)), Hermite[i]);
        }

        return sums.Moments(deviation);
    }
}
