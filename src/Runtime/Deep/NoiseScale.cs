using System.Collections.Immutable;

namespace GradGuard.Deep;

/// <summary>
/// How noisy a model's gradient is, measured over some micro-batches (McCandlish et al. 2018, "An empirical model of large-batch training",
/// appendix A.1).
/// </summary>
/// <param name="MicroBatches">Micro-batches measured, from 2.</param>
/// <param name="SamplesPerMicroBatch">Samples in each, from 1.</param>
/// <param name="GradientSquared">
/// Estimate of |G|², the squared norm of the gradient without noise (their equation A.2); unbiased, so that it may be below 0 where noise drowns it.
/// </param>
/// <param name="NoiseTrace">Estimate of tr Σ, the variance of one sample's gradient summed over all parameters (A.3).</param>
/// <param name="MeanNorm">Norm of the gradient averaged over all micro-batches.</param>
/// <param name="Layers">The layers in order of execution.</param>
/// <param name="Covariance">How the layers' gradient norms vary together from one micro-batch to the next.</param>
public sealed record NoiseScale(
    int MicroBatches,
    long SamplesPerMicroBatch,
    double GradientSquared,
    double NoiseTrace,
    double MeanNorm,
    ImmutableArray<LayerNoise> Layers,
    LayerCovariance Covariance)
{
    /// <summary>
    /// B_simple = tr Σ / |G|² (their equation 2.9), in samples: below this batch size a larger batch saves nearly as many steps as it costs
    /// samples, above it saves hardly any. Null where the estimate of |G|² is not above 0: measure more micro-batches.
    /// </summary>
    public double? Simple => Ratio(NoiseTrace, GradientSquared);

    /// <summary>The scale over several measurements: numerator and denominator are averaged first, which the ratio of either alone is not fit for (A.1).</summary>
    /// <param name="measurements">At least one measurement of the same model.</param>
    /// <returns>Null where the average of |G|² is not above 0.</returns>
    public static double? Average(IEnumerable<NoiseScale> measurements)
    {
        ArgumentNullException.ThrowIfNull(measurements);
        var all = measurements.ToList();
        return all.Count == 0 ? null : Ratio(all.Average(one => one.NoiseTrace), all.Average(one => one.GradientSquared));
    }

    /// <summary>Both estimates from mean squared gradient norms at two batch sizes.</summary>
    /// <param name="small">Samples of the smaller batch, from 1.</param>
    /// <param name="squaredAtSmall">Mean squared norm of its gradient.</param>
    /// <param name="big">Samples of the larger batch, above <paramref name="small"/>.</param>
    /// <param name="squaredAtBig">Mean squared norm of its gradient.</param>
    /// <returns>|G|² (A.2) and tr Σ (A.3).</returns>
    /// <exception cref="ArgumentOutOfRangeException">The batch sizes do not differ so.</exception>
    public static (double GradientSquared, double NoiseTrace) Estimate(long small, double squaredAtSmall, long big, double squaredAtBig)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(small, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(big, small);
        return (
            ((big * squaredAtBig) - (small * squaredAtSmall)) / (big - small),
            (squaredAtSmall - squaredAtBig) / ((1.0 / small) - (1.0 / big)));
    }

    /// <summary>One line with the numbers.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"noise scale {(Simple is { } scale ? FormattableString.Invariant($"{scale:g3} samples") : "unknown (the noise drowns the gradient)")} over {MicroBatches} micro-batches of {SamplesPerMicroBatch}: |G|² {GradientSquared:g3}, tr Σ {NoiseTrace:g3}");

    private static double? Ratio(double noiseTrace, double gradientSquared) =>
        gradientSquared > 0 && double.IsFinite(noiseTrace) ? Math.Max(0, noiseTrace) / gradientSquared : null;
}

/// <summary>A layer's part in a <see cref="NoiseScale"/>.</summary>
/// <param name="Path">Module path.</param>
/// <param name="MeanNorm">Norm of its gradient averaged over all micro-batches.</param>
/// <param name="Cosine">
/// Mean cosine between its gradients of successive micro-batches, -1 to 1: near 1 for a clear direction, near 0 for noise; null where a gradient is 0.
/// </param>
public sealed record LayerNoise(string Path, double MeanNorm, double? Cosine);
