using GradGuard.Signal.Propagation.Transfers;

namespace GradGuard.Signal.Propagation;

/// <summary>Softmax of independent Gaussian logits.</summary>
internal static class Softmax
{
    // Below, the softmax is far from choosing one class.
    private const double Choosing = 4;

    // With so many softmaxes undecided, their sum is within 3 % of what is expected.
    private const double Many = 10;
    private const double Step = 0.5;

    // Nothing else counts beside it; the integral begins where the square first shows, which has no place in a square without bounds.
    private const double Alone = 1e12;

    /// <summary>
    /// E[Σ p p'] of two softmaxes whose logits have a variance and a covariance. Exact for few classes and small logits is
    /// g / (g + classes - 1) with g = exp(covariance) (log-normal); larger logits compete, which divides the exponent by
    /// 1 + variance / sqrt(classes). Fitted to simulation for 2 to 100 classes and variances to 16: within 0.03.
    /// Larger logits choose one class, and the two choices differ only where the lead of the first class over the second is small. The
    /// density of that lead at 0 is E[max] / σ, with E[max] that of so many standard normals (by parts), so that the softness of the choice
    /// and the noise between the two, of variance 4 σ² (1 - ρ), take E[max] sqrt(1/σ² + 2 (1 - ρ) / π) away from 1.
    /// </summary>
    public static double Overlap(double covariance, double variance, double classes)
    {
        double exponent = covariance / (1 + (variance / Math.Sqrt(classes)));
        double growth = Math.Exp(Math.Max(Math.Min(exponent, 50), -50));
        double soft = growth / (growth + classes - 1);
        if (variance < Choosing)
        {
            return soft;
        }

        double apart = Math.Max(1 - (covariance / variance), 0);
        double choice = 1 - (OrderStatistics.Maximum(classes).Mean * Math.Sqrt((1 / variance) + (2 * apart / Math.PI)));
        return Math.Max(soft, choice);
    }

    /// <summary>
    /// The share of r = E[Σ p²] that Σ p² (1 - 2 p + Σ p²) is, which the gradients by all logits add up to where δ is independent of p. While p
    /// is even it is 1 - r. Where one class is chosen, what is left of 1 - r comes from the draws in which a second class is nearly as
    /// large: over the lead g of the first, which is evenly spread there, ∫ 2 p² (1 - p)² · 2 dg is a third of ∫ 2 p (1 - p) dg. In
    /// between as simulations of 2 to 100 Gaussian logits of variances to 1000 have it, to a factor of 1.3.
    /// </summary>
    /// <param name="overlap">r.</param>
    /// <param name="classes">How many logits.</param>
    public static double Undecided(double overlap, double classes)
    {
        double even = classes > 1 ? Math.Max(Math.Min((1 - overlap) * classes / (classes - 1), 1), 0) : 0;
        return (1 - overlap) * (1 + (2 * even * even * even)) / 3;
    }

    /// <summary>
    /// The factor on the gradient through the logits where only now and then a softmax of a batch has not chosen: its square is dominated by
    /// those few. Their leads g are points at random, with n of them to each unit of g, and each gives 4 p² (1 - p)². With c for that square
    /// over that of what else adds to it, E[ln(1 + c Y)] = ∫ exp(-t) (1 - E[exp(-t c Y)]) d ln t, where for points at random
    /// E[exp(-t c Y)] = exp(-n m(3 t c / n)) with m(u) = ∫ 1 - exp(-4 u p² (1 - p)²) dg.
    /// </summary>
    /// <param name="ratio">c.</param>
    /// <param name="undecided">n, the number of softmaxes times 1 - r.</param>
    public static double Typical(double ratio, double undecided)
    {
        if (!(ratio > 0) || !(undecided > 0) || undecided >= Many)
        {
            return 1;
        }

        (ratio, undecided) = (Math.Min(ratio, Alone), Math.Max(undecided, 1 / Alone));
        double log = 0;
        for (double logTime = -Math.Log(1 + ratio) - 7; logTime < 3; logTime += Step)
        {
            double time = Math.Exp(logTime);
            log += Step * Math.Exp(-time) * (1 - Math.Exp(-undecided * Measure(3 * time * ratio / undecided)));
        }

        return Math.Min((Math.Exp(log) - 1) / ratio, 1);
    }

    // Within 6 % of the integral: 4 p² (1 - p)² adds up to 1/3 and falls as 4 exp(-2 g), so that it goes from u / 3 to ln(7.1 u) / 2.
    private static double Measure(double u) => 0.5 * Math.Log(1 + (2 * u / 3 * (1 + (9.7 * u / (u + 20)))));
}
