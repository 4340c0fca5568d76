namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// Each position stands V times in the output, so its gradient is the sum over V outputs. Interpolation is taken as repetition, which it
/// is to first order in what neighbours differ by.
/// </summary>
internal sealed class UpsampleTransfer(UpsampleNode node, int index, Assumptions assumptions) : Transfer
{
    private Signal _input;
    private double _volume;

    // Two outputs of one sample stem from the same input once in so many pairs.
    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        _input = inputs[0];
        _volume = Math.Max(inputs.Count > 1 ? inputs[1].Positions / _input.Positions : assumptions.Size(node.Volume, new(index, "volume"), Plausible.Upsampling), 1);
        double positions = _input.Positions * _volume;
        double twin = positions > 1 ? (_volume - 1) / (positions - 1) : 0;
        Products products = _input.Products;
        return _input with
        {
            Positions = positions,
            Field = _input.Field.Through(1, 1, Math.Pow(_volume, -1.0 / Math.Max(_input.Field.Axes, 1)), Math.Max(_input.Field.Axes, 1)),
            Products = products with
            {
                Near = (twin * products.Same) + ((1 - twin) * products.Near),
                FarNear = (twin * products.Far) + ((1 - twin) * products.FarNear),
            },
        };
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        if (byInput.Length > 1)
        {
            byInput[1] = default;
        }

        Products products = gradient.Products;
        double pairs = _volume * _volume;
        byInput[0] = gradient with
        {
            Products = new(
                _volume * products.SumOverPositions(_volume),
                pairs * products.Near,
                _volume * (products.Far + ((_volume - 1) * products.FarNear)),
                pairs * products.FarNear),
            Mean = gradient.Mean * _volume,
            Fresh = gradient.Fresh * pairs,
            Bend = gradient.Bend * _volume,
            Tilt = gradient.Tilt * pairs,
            Tangent = gradient.Tangent * pairs,
            Curve = 0,
            Lean = 0,
        };
    }
}
