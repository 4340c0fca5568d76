namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// Softmax over n features: p = exp(z) / Σ exp(z), whose moments are those of a log-normal over its mean; or its logarithm, which
/// shifts z by a number that all features share.
/// </summary>
internal sealed class SoftmaxTransfer(bool logarithm) : Transfer
{
    private Products _slopes;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal input = inputs[0];
        double square = input.Mean * input.Mean;
        if (logarithm)
        {
            double shift = -Math.Log(input.Width) - (input.Variance / 2);
            return input with { Mean = shift, Products = input.Products.Plus((shift * shift) - square) };
        }

        _slopes = input.Products.Map(product => Softmax.Overlap(product - square, input.Variance, input.Width) / input.Width);
        return new(1 / input.Width, _slopes, input.Width, input.Positions);
    }

    public override void Backward(Gradient gradient, Gradient[] byInput) =>
        byInput[0] = logarithm ? gradient : new(gradient.Products * _slopes);
}

/// <summary>a · sigmoid(b) for the two halves of the features.</summary>
internal sealed class GatedLinearUnitTransfer(PassContext context) : Transfer
{
    private readonly ActivationTransfer _gate = new(ActivationFunction.Sigmoid, context);
    private readonly MultiplyTransfer _product = new();
    private Signal _half;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        _half = inputs[0] with { Width = Math.Max(inputs[0].Width / 2, 1) };
        return _product.Forward([_half, _gate.Forward([_half])]);
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        var factors = new Gradient[2];
        _product.Backward(gradient, factors);
        var gate = new Gradient[1];
        _gate.Backward(factors[1], gate);
        byInput[0] = factors[0].Plus(gate[0], _half).Scaled(Math.Sqrt(0.5));
    }
}

/// <summary>One position of all, the first or the last: the others get no gradient.</summary>
internal sealed class SelectTransfer(bool isFirst) : Transfer
{
    private double _positions = 1;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal input = inputs[0];
        _positions = input.Positions;
        Products products = input.Steps is { } steps ? (isFirst ? steps.First : steps.Last) : input.Products;
        return (isFirst && input.First > 0 ? input.Scaled(Math.Sqrt(input.First)) : input with { Products = products }) with { Positions = 1, Series = null, First = 0 };
    }

    public override void Backward(Gradient gradient, Gradient[] byInput) =>
        byInput[0] = gradient.Scaled(1 / Math.Sqrt(_positions)).WithSeparatePositions() with
        {
            BySteps = OfOneStep(),
            First = isFirst ? _positions : 0,
        };

    private double[] OfOneStep()
    {
        var steps = new double[(int)Math.Max(Math.Min(_positions, RecurrentTransfer.MostSteps), 1)];
        steps[isFirst ? 0 : steps.Length - 1] = steps.Length;
        return steps;
    }
}
