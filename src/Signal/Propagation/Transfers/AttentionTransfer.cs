namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// Multi-head attention as the library draws it: Xavier projections in (their fan-out is three times the width, so Var(w) = 1 / 2 width),
/// a default linear layer out, no biases at first. Scores have the variance of query times key; before training they are small and the
/// weights nearly even, so the value is close to a mean over positions. Attention that stands alone is the same without the projections.
/// </summary>
internal sealed class AttentionTransfer : Transfer
{
    private readonly PassContext _context;
    private readonly bool _isProjected;
    private readonly double _projectionGain;
    private readonly double _outputGain;
    private readonly double _sharpness;
    private readonly long? _statedWidth;

    public AttentionTransfer(AttentionNode node, PassContext context)
    {
        _context = context;
        _isProjected = true;
        (_projectionGain, _outputGain, _sharpness) = (0.5, 1.0 / 3, 1);
        _statedWidth = node.Width.Value;
    }

    public AttentionTransfer(DotProductAttentionNode node, int index, PassContext context)
    {
        _context = context;
        (_projectionGain, _outputGain) = (1, 1);
        _sharpness = node.Scale is { } scale
            ? scale * scale * context.Assumptions.Size(node.HeadWidth, $"#{index}.head", Plausible.Features)
            : 1;
    }

    private IReadOnlyList<Signal> _inputs = [];
    private Products _values;
    private Products _mixed;
    private double _width;
    private double _positions;
    private double _own;
    private double _shared;
    private double _energy;

    public override string? Kind => _isProjected ? "Attention" : null;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        _inputs = inputs.Count >= 3 ? inputs : [inputs[0], inputs[inputs.Count - 1], inputs[inputs.Count - 1]];
        _width = _statedWidth ?? (_isProjected ? _inputs[0] : _inputs[2]).Width;
        _positions = Math.Max(_inputs[2].Positions, 1);
        Products query = _inputs[0].Products * _projectionGain;
        Products key = _inputs[1].Products * _projectionGain;
        _values = _inputs[2].Products * _projectionGain;

        // What the keys of all positions share moves all scores of a query alike, and a softmax does not see that.
        double scores = query.Same * Math.Max(key.Same - key.Near, 0) * _sharpness;
        _own = Overlap(scores, scores);
        _shared = Overlap(query.Near * Math.Max(key.Same - key.Near, 0) * _sharpness, scores);
        double even = 1 / _positions;
        _mixed = new(
            Mix(_own, _values.Same, _values.Near),
            Mix(_shared, _values.Same, _values.Near),
            Mix(even, _values.Far, _values.FarNear),
            Mix(even, _values.Far, _values.FarNear));
        return new(0, _mixed * _outputGain, _width, _inputs[0].Positions);
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        double queries = Math.Max(_inputs[0].Positions, 1);
        _energy = _isProjected ? _width * _width * OuterProduct(new(0, _mixed, _width, queries), gradient, queries, _context) : 0;

        // Same weights row by row: what the library draws at 1 / 3 width comes back at 1 / 3.
        Products mixed = gradient.Products * _outputGain;
        double rest = _positions > 1 ? 1 / (_positions - 1) : 0;
        double reach = queries / _positions;
        double far = (mixed.Far + ((queries - 1) * mixed.FarNear)) / _positions;
        var byValue = new Gradient(new(
            (reach * _own * mixed.Same) + ((queries - 1) * reach * _shared * mixed.Near),
            reach * (((1 - _own) * rest * mixed.Same) + ((queries - 1) * (1 - _shared) * rest * mixed.Near)),
            far * reach,
            far * reach));
        double differing = Math.Max(_values.Same - _values.Near, 0) * _own * mixed.Same * _sharpness;
        var byQuery = new Gradient(new(differing * _inputs[1].Products.Same * _projectionGain, 0, 0, 0));
        var byKey = new Gradient(new(differing * _inputs[0].Products.Same * _projectionGain * reach, 0, 0, 0));
        if (_isProjected)
        {
            _energy += _width * _width * (
                OuterProduct(_inputs[2], byValue, _positions, _context)
                + OuterProduct(_inputs[1], byKey, _positions, _context)
                + OuterProduct(_inputs[0], byQuery, queries, _context));
        }

        Gradient[] parts = [byQuery, byKey, byValue];
        for (int i = 0; i < byInput.Length; i++)
        {
            byInput[i] = i == byInput.Length - 1
                ? Sum(parts.Skip(i)).Scaled(Math.Sqrt(_projectionGain))
                : parts[Math.Min(i, 2)].Scaled(Math.Sqrt(_projectionGain));
        }
    }

    public override double WeightGradient(Gradient gradient, PassContext context) => _energy;

    private static Gradient Sum(IEnumerable<Gradient> parts) => parts.Aggregate(default(Gradient), (sum, part) => sum.Plus(part));

    private static double Mix(double share, double same, double other) => (share * same) + ((1 - share) * other);

    private double Overlap(double covariance, double variance) => Softmax.Overlap(covariance, variance, _positions);
}
