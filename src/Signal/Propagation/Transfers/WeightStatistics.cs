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
            Shape = null,
        };

        double Shared(double product) =>
            mean * mean * ((terms * terms * input.Mean * input.Mean) + (terms * Math.Max(product - (input.Mean * input.Mean), 0)));
    }

    /// <summary>
    /// The statistics of Σ w δ over so many units. Beside what the weights' variance scatters there is what their mean sums up, and a part
    /// along the input a: since δ bends with the pre-activation, it leans on the weights that made it, E[w δ] = Var(w) a E[dδ/dz]
    /// (Stein's lemma).
    /// </summary>
    /// <param name="gradient">The statistics of δ.</param>
    /// <param name="input">The statistics of a.</param>
    /// <param name="terms">Units that are summed.</param>
    /// <param name="variance">Var(w).</param>
    /// <param name="mean">E[w].</param>
    public static Gradient Back(Gradient gradient, Signal input, double terms, double variance, double mean)
    {
        double lean = terms * variance * gradient.Bend;
        double sum = mean * terms * gradient.Mean;
        double scatter = terms * variance;
        double alike = gradient.Same > 0 ? 1 / gradient.Same : 0;
        return new(
            Part(gradient.Same, input.Second),
            Part(gradient.Near, input.Near),
            Part(gradient.Far, input.Far),
            Part(gradient.FarNear, input.Far),
            (lean * input.Mean) + sum,
            scatter * gradient.Same / Math.Max(input.Width, 1));

        double Part(double product, double inputs) =>
            (scatter * product) + (((lean * lean * inputs) + (sum * sum)) * product * alike);
    }
}
