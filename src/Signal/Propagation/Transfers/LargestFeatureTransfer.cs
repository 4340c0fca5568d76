namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// The largest of n features of a position, taken as a Gaussian of its mean and variance; of as many groups as the features make (maxout,
/// Goodfellow et al. 2013). Its gradient goes to that one feature; two values agree on which it is by chance, and the more the more they
/// are correlated.
/// </summary>
internal sealed class LargestFeatureTransfer(LargestFeatureNode node) : Transfer
{
    private double _features = 1;
    private double _curving;
    private double _following;
    private Products _agreements;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal input = inputs[0];
        _features = Math.Max(Math.Min(node.Among.Value ?? input.Width, input.Width), 1);
        (double mean, double variance) = OrderStatistics.Maximum(_features);
        double centre = input.Mean + (Math.Sqrt(input.Variance) * mean);
        Products correlations = input.Correlations;
        _agreements = correlations.Map(correlation => OrderStatistics.Agreement(_features, correlation) / _features);
        _curving = variance / _features;
        _following = input.Variance > 0 ? _curving + (centre * mean / Math.Sqrt(input.Variance) / _features) : 0;
        Products products = correlations.Map(correlation => OrderStatistics.Covariance(_features, correlation) * input.Variance);
        return new(
            centre, products.Plus(centre * centre), input.Width / _features, input.Positions, Tangent: input.Tangent * variance, Field: input.Field);
    }

    // What δ follows of the largest it follows of the one feature that this is: Cov(δ, z) / Var(z) by Stein's lemma.
    public override void Backward(Gradient gradient, Gradient[] byInput) => byInput[0] = new(
        gradient.Products * _agreements,
        gradient.Mean / _features,
        Tangent: gradient.Tangent * _agreements,
        Field: gradient.Field,
        Curve: (gradient.Curve * _curving) + (gradient.Lean * _following));
}
