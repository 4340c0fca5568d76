namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>Sums of many inputs under random weights, forward and back.</summary>
internal static class WeightStatistics
{
    public static double Variance(WeightInitializer initializer, double fanIn, double fanOut, int index, Assumptions assumptions) =>
        initializer.IsKnown
            ? initializer.Variance(fanIn, fanOut)
            : WeightInitializer.TorchSharpDefault.Variance(fanIn, fanOut) * assumptions.Value($"#{index}.weight", Plausible.WeightVariance);

    /// <summary>The statistics of Σ w a + b over so many inputs.</summary>
    /// <param name="expected">The statistics of a.</param>
    /// <param name="terms">Inputs that are summed.</param>
    /// <param name="variance">Var(w).</param>
    /// <param name="mean">E[w].</param>
    /// <param name="bias">How b is drawn.</param>
    /// <param name="biasFanIn">The fan-in by which a default bias is drawn.</param>
    public static Signal Sum(Signal expected, double terms, double variance, double mean, BiasInitializer? bias, double biasFanIn)
    {
        Signal input = expected.Typical();
        double biasMean = bias?.Mean ?? 0;
        double biasVariance = bias?.Variance(biasFanIn) ?? 0;
        double shared = mean * terms * input.Mean;
        double offset = biasVariance + (biasMean * biasMean) + (2 * biasMean * shared);
        return input with
        {
            Mean = biasMean + (mean == 0 ? 0 : Math.Sign(shared) * Math.Sqrt(Shared(input.Second))),
            Second = (terms * variance * input.Second) + Shared(input.Second) + offset,
            Near = (terms * variance * input.Near) + Shared(input.Near) + offset,
            Far = (terms * variance * input.Far) + Shared(input.Far) + offset,
            Kurtosis = 3,
        };

        double Shared(double product) =>
            mean * mean * ((terms * terms * input.Mean * input.Mean) + (terms * Math.Max(product - (input.Mean * input.Mean), 0)));
    }

    /// <summary>The statistics of Σ w δ over so many units.</summary>
    public static Gradient Back(Gradient gradient, double terms, double variance, double mean)
    {
        double scale = terms * (variance + (mean * mean));
        double shared = mean * mean * terms * Math.Max(gradient.Same + ((terms - 1) * gradient.Coherent), 0);
        return gradient.Times(scale) with
        {
            Same = Math.Max((terms * variance * gradient.Same) + shared, 0),
            Coherent = shared,
        };
    }
}
