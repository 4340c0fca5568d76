namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// log Σ exp(z) over n Gaussian features, whose gradient is their softmax p. By Gaussian integration by parts its mean grows with the
/// variance by E[1 - Σ p²] / 2, and what two of them have in common with that of their features by E[Σ p p'].
/// </summary>
internal sealed class LogSumExpTransfer : Transfer
{
    // Of Simpson's rule; the overlap is smooth.
    private const int Intervals = 16;

    private double _features = 1;
    private Products _slopes;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal input = inputs[0];
        _features = Math.Max(input.Width, 1);
        double square = input.Mean * input.Mean;
        double variance = input.Variance;
        double centre = input.Mean + Math.Log(_features) + ((variance - Integral(variance, small => Softmax.Overlap(small, small, _features))) / 2);
        _slopes = input.Products.Map(product => Softmax.Overlap(product - square, variance, _features));
        Products products = input.Products.Map(product => Integral(product - square, covariance => Softmax.Overlap(covariance, variance, _features)));
        return new(centre, products.Plus(centre * centre), 1, input.Positions, Tangent: input.Tangent * _slopes, Field: input.Field);
    }

    public override void Backward(Gradient gradient, Gradient[] byInput) => byInput[0] = new(
        gradient.Products * _slopes * (1 / _features),
        gradient.Mean / _features,
        Tangent: gradient.Tangent * _slopes * (1 / _features),
        Field: gradient.Field);

    private static double Integral(double end, Func<double, double> function)
    {
        double sum = 0;
        for (int i = 0; i <= Intervals; i++)
        {
            sum += function(end * i / Intervals) * (i is 0 or Intervals ? 1 : i % 2 == 1 ? 4 : 2);
        }

        return sum * end / (3 * Intervals);
    }
}
