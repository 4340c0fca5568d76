namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// A rearrangement. When the features of all positions become one vector, different positions meet different weights. When the features of
/// one position become several positions, those share nothing but their mean. When those of some positions become one vector, as the pixels of
/// each frame before a recurrent layer or those of each column of a line of text (Shi et al. 2015, section 2.1), the rest meet the same weights.
/// </summary>
internal sealed class ReshapeTransfer(ReshapeNode node, int index, PassContext context) : Transfer
{
    private bool _merged;
    private double _spread = 1;
    private double _joined = 1;
    private double _positions = 1;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal input = inputs[0];
        _merged = node.MergesPositions && input.Positions > 1;
        if (node.Spread != Size.Unknown)
        {
            _spread = Math.Max(Math.Min(context.Assumptions.Size(node.Spread, new(index, "spread"), Plausible.Pixels), input.Width), 1);
        }

        _positions = input.Positions;
        _joined = _merged || _spread > 1 ? 1 : Math.Min(SizeInference.Joined(context.Graph, index) ?? 1, input.Positions);
        return _joined > 1 ? input with { Width = input.Width * _joined, Positions = input.Positions / _joined } : _merged ? input with { Width = input.Width * input.Positions, Positions = 1, Field = input.Field.Whole(input.Positions) }
            : _spread > 1 ? Spread(input)
            : input;
    }

    // Positions have means of their own, so that of all features together is their chance.
    public override void Backward(Gradient gradient, Gradient[] byInput) => byInput[0] = _spread > 1
        ? gradient.WithSeparatePositions() with { Mean = 0, Fresh = ((gradient.Mean * gradient.Mean) + gradient.Fresh) / _spread }
        : _merged ? gradient.WithSeparatePositions()
        : _joined > 1 ? Apart(gradient)
        : gradient;

    // Of all other positions those that stand at the same place of another vector meet the same weights.
    private Gradient Apart(Gradient gradient)
    {
        double alike = ((_positions / _joined) - 1) / Math.Max(_positions - 1, 1);
        var factor = new Products(1, alike, 1, alike);
        return gradient with { Products = gradient.Products * factor, Tangent = gradient.Tangent * factor, BySteps = null };
    }

    private Signal Spread(Signal input)
    {
        double positions = input.Positions * _spread;
        double same = positions > 1 ? (input.Positions - 1) / (positions - 1) : 1;
        double square = input.Mean * input.Mean;
        Products products = input.Products;
        return input with
        {
            Width = input.Width / _spread,
            Positions = positions,
            Products = products with { Near = square + ((products.Near - square) * same), FarNear = square + ((products.FarNear - square) * same) },
            Tangent = input.Tangent with { Near = input.Tangent.Near * same, FarNear = input.Tangent.FarNear * same },
            Shape = null,
        };
    }
}
