namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// A function f of a positive value s that varies little: f(s) ≈ f(m) + f'(m) (s - m) with m the root mean square of s (the delta method).
/// Behind a sum of n squares, whose deviation falls by √(2 / n) of its mean, the square root so becomes the length: the gradient by an
/// element is that by the length, times one over √n.
/// </summary>
internal sealed class PositiveTransfer(ActivationFunction function) : Transfer
{
    private double _slope;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal input = inputs[0];
        double at = Math.Sqrt(Math.Max(input.Second, 1e-300)) * (input.Mean < 0 ? -1 : 1);
        double value = Finite(function.Value(at));
        _slope = Finite(function.Slope(at));
        double square = input.Mean * input.Mean;
        return input with
        {
            Mean = value,
            Products = input.Products.Plus(-square).Map(product => product * _slope * _slope).Plus(value * value),
            Kurtosis = 3,
            Shape = null,
            Tangent = input.Tangent * (_slope * _slope),
            Series = null,
        };
    }

    public override void Backward(Gradient gradient, Gradient[] byInput) => byInput[0] = gradient.Scaled(_slope);

    private static double Finite(double number) => double.IsNaN(number) || double.IsInfinity(number) ? 0 : number;
}
