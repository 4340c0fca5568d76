namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// The largest of n features of a position, taken as a Gaussian of its mean and variance. Its gradient goes to that one feature; two values
/// agree on which it is by chance, and the more the more they are correlated.
/// </summary>
internal sealed class LargestFeatureTransfer : Transfer
{
    private Products _agreements;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal input = inputs[0];
        double features = Math.Max(input.Width, 1);
        (double mean, double variance) = OrderStatistics.Maximum(features);
        double centre = input.Mean + (Math.Sqrt(input.Variance) * mean);
        double spread = input.Variance * variance;
        Products correlations = input.Products.Map(product => Math.Max(input.Correlation(product), 0));
        _agreements = correlations.Map(correlation => ((1 / features) + ((1 - (1 / features)) * correlation)) / features);
        return new(centre, (correlations * spread).Plus(centre * centre), 1, input.Positions, Tangent: input.Tangent * variance, Field: input.Field);
    }

    public override void Backward(Gradient gradient, Gradient[] byInput) =>
        byInput[0] = new(gradient.Products * _agreements, Tangent: gradient.Tangent * _agreements, Field: gradient.Field);
}
