namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>Its input times a constant.</summary>
internal sealed class ScaleTransfer(double factor) : Transfer
{
    public override Signal Forward(IReadOnlyList<Signal> inputs) => inputs[0].Scaled(factor);

    public override void Backward(Gradient gradient, Gradient[] byInput) => byInput[0] = gradient.Scaled(factor) with
    {
        Curve = gradient.Curve * factor * factor,
        Lean = gradient.Lean * factor * factor,
    };
}

/// <summary>Its input plus a constant: the mean moves, every product gains what it shares, gradients pass as they are.</summary>
internal sealed class ShiftTransfer(double offset) : Transfer
{
    public override Signal Forward(IReadOnlyList<Signal> inputs) => inputs[0] with
    {
        Mean = inputs[0].Mean + offset,
        Products = inputs[0].Products.Plus(offset * ((2 * inputs[0].Mean) + offset)),
    };

    public override void Backward(Gradient gradient, Gradient[] byInput) => byInput[0] = gradient with { Lean = 0 };
}

/// <summary>
/// Second moments grow by 1 / (1 - p) both ways; products of different samples or positions stay, since their masks are independent
/// (Schoenholz et al. 2017, section 5).
/// </summary>
internal sealed class DropoutTransfer(double probability) : Transfer
{
    // At p = 1 nothing is left to predict; the last float before keeps the figures finite.
    private readonly double _growth = 1 / Math.Max(1 - Math.Max(probability, 0), 1e-6);

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        StepSeries? series = inputs[0].Steps?.Map(Grown);
        return inputs[0] with { Products = series?.Mean ?? Grown(inputs[0].Products), Series = series };
    }

    public override void Backward(Gradient gradient, Gradient[] byInput) => byInput[0] = gradient with
    {
        Products = Grown(gradient.Products),
    };

    private Products Grown(Products products) => products with { Same = products.Same * _growth };
}
