namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// More positions around a map. Zeros thin out what a kernel meets, which comes to the border half as often as to the rest; repeated
/// positions hold the same and hand their gradient on to those that they repeat.
/// </summary>
internal sealed class PadTransfer(PadNode node, int index, Assumptions assumptions) : Transfer
{
    private double _growth = 1;
    private double _thinning = 1;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal input = inputs[0];
        double side = Math.Pow(input.Positions, 1.0 / node.Axes);
        double positions = Math.Pow(side + assumptions.Size(node.Added, new(index, "padding"), Plausible.Padding), node.Axes);
        _growth = positions / input.Positions;
        _thinning = (1 + _growth) / 2;
        Signal padded = node.Repeats ? input : input with { Mean = input.Mean / _thinning, Products = Thinned(input.Products), Tangent = Thinned(input.Tangent) };
        return padded with { Positions = positions };
    }

    public override void Backward(Gradient gradient, Gradient[] byInput) => byInput[0] = !node.Repeats ? gradient : gradient with
    {
        Products = new(
            gradient.Products.Same * _growth, gradient.Products.Near * _growth * _growth, gradient.Products.Far * _growth, gradient.Products.FarNear * _growth * _growth),
        Mean = gradient.Mean * _growth,
        Tangent = gradient.Tangent * (_growth * _growth),
    };

    private Products Thinned(Products products) => new(
        products.Same / _thinning, products.Near / (_thinning * _thinning), products.Far / _thinning, products.FarNear / (_thinning * _thinning));
}
