namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// q' = fan-in Var(w) q + Var(b) forward (Poole et al. 2016, equation 3), E[δ²] = fan-out Var(w) E[δ'²] back (Schoenholz et al. 2017,
/// equation 9; He et al. 2015, equation 13); likewise every product of two positions or samples. Weights of non-zero mean add the
/// component that all units share.
/// </summary>
internal sealed class LinearTransfer(LinearNode node, int index, bool isOutput, PassContext context) : Transfer
{
    private Signal _input;
    private double _fanOut;
    private double _variance;
    private bool _merges;
    private double _positions;
    private ChanceOverlap _older;

    public override string Kind => "Linear";

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        _input = inputs[0];
        double fanIn = node.FanIn.Value ?? _input.Width;
        _merges = _input.Positions > 1 && fanIn > _input.Width * 1.5;
        _positions = _input.Positions;
        if (_merges)
        {
            _input = _input with { Positions = 1, Field = _input.Field.Whole(_input.Positions) };
        }

        _input = _input with { Width = fanIn };
        _fanOut = context.Assumptions.Size(node.FanOut, new(index, "out"), isOutput ? Plausible.Outputs : Plausible.Features);
        _variance = WeightStatistics.Variance(node.Weight, fanIn, _fanOut, index, context.Assumptions);
        return ChanceOverlap.Add(WeightStatistics.Sum(_input, fanIn, _variance, node.Weight.Mean, node.Bias, fanIn) with { Width = _fanOut, Averaged = _input.Averaged }, out _older);
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        Gradient back = WeightStatistics.Back(_older.Of(gradient), _input, _fanOut, _variance, node.Weight.Mean);
        byInput[0] = _merges ? back.WithSeparatePositions() with { Draws = _positions } : back;
    }

    public override double WeightGradient(Gradient gradient, PassContext context) =>
        node.Multiplier * node.Multiplier * _fanOut * WeightStatistics.Free(_input.Width, gradient) * OuterProduct(_input, _older.Of(gradient), _input.Positions, context);
}
