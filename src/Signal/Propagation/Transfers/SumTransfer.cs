namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// The sum over all positions, or over n features: their deviations are independent and add n times, their mean adds up whole. All that was
/// summed has the same gradient.
/// </summary>
internal sealed class SumTransfer(SumNode node, int index, PassContext context) : Transfer
{
    private readonly PoolNode _whole = new(node.Path, node.Inputs, PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1));

    private AveragePoolTransfer? _pool;
    private ChanceOverlap _older;
    private double _factor = 1;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Signal input = inputs[0];
        if (!(node.OverFeatures ?? SizeInference.Features(context.Graph, index) is var next && (next == Size.Unknown ? input.Positions <= 1 : next.Value == 1)))
        {
            _factor = node.IsMean ? 1 : node.IsByRoot ? Math.Sqrt(input.Positions) : input.Positions;
            _pool = new AveragePoolTransfer(_whole, index, context);
            return _pool.Forward(inputs).Scaled(_factor);
        }

        double terms = input.Width;
        double square = input.Mean * input.Mean;
        _factor = node.IsMean ? 1 / terms : node.IsByRoot ? 1 / Math.Sqrt(terms) : 1;
        return ChanceOverlap.Add(
            new Signal(
                input.Mean * terms,
                input.Products.Map(product => (terms * (product - square)) + (terms * terms * square)),
                1,
                input.Positions,
                Tangent: input.Tangent * terms,
                Field: input.Field).Scaled(_factor),
            out _older);
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        Gradient scaled = gradient.Scaled(_factor);
        if (_pool is not null)
        {
            _pool.Backward(scaled, byInput);
            return;
        }

        byInput[0] = new(scaled.Products, (scaled.Mean < 0 ? -1 : 1) * Math.Sqrt(Math.Max(scaled.Energy, 0)), Tangent: _older.Of(scaled).Tangent, Field: scaled.Field, Alike: scaled.Products);
    }
}
