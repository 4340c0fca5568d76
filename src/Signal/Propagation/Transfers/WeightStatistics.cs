namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>Sums of many inputs under random weights, forward and back.</summary>
internal static class WeightStatistics
{
    public static double Variance(WeightInitializer initializer, double fanIn, double fanOut, int index, Assumptions assumptions) =>
        initializer.IsKnown
            ? initializer.Variance(fanIn, fanOut)
            : WeightInitializer.TorchSharpDefault.Variance(fanIn, fanOut) * assumptions.Value(new(index, "weight"), Plausible.WeightVariance);

    /// <summary>
    /// Weights of a unit that the gradient reaches: under a normalization of each unit, all directions but that of the weights themselves
    /// (Salimans and Kingma 2016, section 2.1).
    /// </summary>
    public static double Free(double fanIn, Gradient gradient) => gradient.IsScaleFree ? Math.Max(fanIn - 1, 0) : fanIn;

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
        double square = input.Mean * input.Mean;
        double whole = mean * terms * input.Mean;
        double sign = whole < 0 ? -1 : 1;
        double offset = biasVariance + (biasMean * biasMean) + (2 * biasMean * whole);
        Products shared = mean == 0 ? default : Shared(input.Products, square, terms, mean);
        return new(
            biasMean + (sign * Math.Sqrt(shared.Same)),
            ((input.Products * (terms * variance)) + shared).Plus(offset),
            input.Width,
            input.Positions,
            Tangent: input.Tangent * (terms * variance),
            Field: input.Field);
    }

    // What the weights' mean sums up.
    private static Products Shared(Products products, double square, double terms, double mean) =>
        products.Map(product => mean * mean * terms * ((terms * square) + Math.Max(product - square, 0)));

    /// <summary>
    /// The statistics of Σ w δ over so many units. Beside what the weights' variance scatters there is what their mean sums up, and a part
    /// along the input a: since δ bends with the pre-activation, it leans on the weights that made it, E[w δ] = Var(w) a E[dδ/dz]
    /// (Stein's lemma). Where that derivative is the loss's own, it is the same for all samples.
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
        double alike = gradient.Energy > 0 ? 1 / gradient.Energy : 0;
        double own = scatter * (gradient.Curve + gradient.Lean);
        Products along = (input.Products * (lean * lean)).Plus(sum * sum);
        return new(
            (gradient.Products * scatter) + (gradient.Products * along * alike) + (input.Products * (own * own)),
            ((lean + own) * input.Mean) + sum,
            scatter * gradient.Energy / Math.Max(input.Width, 1),
            Tangent: (gradient.Tangent * scatter) + (input.Tangent * (own * own)),
            Field: gradient.Field,
            Lean: own,
            First: gradient.First,
            Places: gradient.Places);
    }
}
