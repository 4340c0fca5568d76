namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// Softmax over n features: p = exp(z) / Σ exp(z), whose moments are those of a log-normal over its mean; or its logarithm, which
/// shifts z by a number that all features share.
/// </summary>
internal sealed class SoftmaxTransfer(bool logarithm) : Transfer
{
    private double _slope = 1;
    private double _farSlope = 1;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal input = inputs[0];
        double square = input.Mean * input.Mean;
        if (logarithm)
        {
            double shift = -Math.Log(input.Width) - (input.Variance / 2);
            return input with
            {
                Mean = shift,
                Second = input.Variance + (shift * shift),
                Near = input.Near - square + (shift * shift),
                Far = input.Far - square + (shift * shift),
            };
        }

        _slope = Product(input.Variance);
        _farSlope = Product(input.Far - square);
        return input with { Mean = 1 / input.Width, Second = _slope, Near = Product(input.Near - square), Far = _farSlope };

        double Product(double covariance) => Softmax.Overlap(covariance, input.Variance, input.Width) / input.Width;
    }

    public override void Backward(Gradient gradient, Gradient[] byInput) =>
        byInput[0] = logarithm
            ? gradient
            : gradient.Times(_farSlope) with { Same = gradient.Same * _slope };
}

/// <summary>a · sigmoid(b) for the two halves of the features.</summary>
internal sealed class GatedLinearUnitTransfer(PassContext context) : Transfer
{
    private readonly ActivationTransfer _gate = new(ActivationFunction.Sigmoid, context);
    private readonly MultiplyTransfer _product = new();

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal half = inputs[0] with { Width = Math.Max(inputs[0].Width / 2, 1) };
        return _product.Forward([half, _gate.Forward([half])]);
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        var factors = new Gradient[2];
        _product.Backward(gradient, factors);
        var gate = new Gradient[1];
        _gate.Backward(factors[1], gate);
        byInput[0] = factors[0].Plus(gate[0]).Times(0.5);
    }
}

/// <summary>One position of all: the others get no gradient.</summary>
internal sealed class SelectTransfer : Transfer
{
    private double _positions = 1;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        _positions = inputs[0].Positions;
        return inputs[0] with { Positions = 1 };
    }

    public override void Backward(Gradient gradient, Gradient[] byInput) =>
        byInput[0] = gradient.Times(1 / _positions) with { Near = 0, FarNear = 0 };
}
