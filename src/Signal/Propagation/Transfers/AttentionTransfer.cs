namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// Multi-head attention as the library draws it: Xavier projections in (their fan-out is three times the width, so Var(w) = 1 / 2 width),
/// a default linear layer out, no biases at first. Scores have the variance of query times key; before training they are small and the
/// weights nearly even, so the value is close to a mean over positions. Attention that stands alone is the same without the projections.
/// The gradient by a score is p (δ v - δ o), with o the mean of v under the weights p, so queries and keys see only in what values and keys
/// of different positions differ.
/// </summary>
internal sealed class AttentionTransfer : Transfer
{
    // Bounds the time of a mean over the positions of a causal mask; they are taken at even distances beyond.
    private const int MostPrefixes = 32;

    private readonly PassContext _context;
    private readonly bool _isProjected;
    private readonly bool _isCausal;
    private readonly double _projectionGain;
    private readonly double _outputGain;
    private readonly double _sharpness;
    private readonly long? _statedWidth;

    public AttentionTransfer(AttentionNode node, PassContext context)
    {
        _context = context;
        _isProjected = true;
        _isCausal = node.IsCausal;
        (_projectionGain, _outputGain, _sharpness) = (0.5, 1.0 / 3, 1);
        _statedWidth = node.Width.Value;
    }

    public AttentionTransfer(DotProductAttentionNode node, int index, PassContext context)
    {
        _context = context;
        _isCausal = node.IsCausal;
        (_projectionGain, _outputGain) = (1, 1);
        _sharpness = node.Scale is { } scale
            ? scale * scale * context.Assumptions.Size(node.HeadWidth, new(index, "head"), Plausible.Features)
            : 1;
    }

    private IReadOnlyList<Signal> _inputs = [];
    private Products _values;
    private Products _mixed;
    private double _width;
    private double _positions;
    private double _own;
    private double _shared;
    private double _even;
    private double _undecided;
    private double _energy;

    public override string? Kind => _isProjected ? "Attention" : null;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        _inputs = inputs.Count >= 3 ? [.. inputs] : [inputs[0], inputs[inputs.Count - 1], inputs[inputs.Count - 1]];
        _width = _statedWidth ?? (_isProjected ? _inputs[0] : _inputs[2]).Width;
        _positions = Math.Max(_inputs[2].Positions, 1);
        Products query = _inputs[0].Products * _projectionGain;
        Products key = _inputs[1].Products * _projectionGain;
        _values = _inputs[2].Products * _projectionGain;

        // What the keys of all positions share moves all scores of a query alike, and a softmax does not see that.
        double scores = query.Same * Math.Max(key.Same - key.Near, 0) * _sharpness;
        double shared = query.Near * Math.Max(key.Same - key.Near, 0) * _sharpness;
        _own = Seen(positions => Softmax.Overlap(scores, scores, positions));
        _shared = Seen(positions => Softmax.Overlap(shared, scores, positions));
        _even = Seen(positions => 1 / positions);
        _undecided = Seen(Sensitivity) / _own;
        _mixed = new(
            Mix(_own, _values.Same, _values.Near),
            Mix(_shared, _values.Same, _values.Near),
            Mix(_even, _values.Far, _values.FarNear),
            Mix(_even, _values.Far, _values.FarNear));
        return new(0, _mixed * _outputGain, _width, _inputs[0].Positions);

        double Sensitivity(double positions)
        {
            double own = Softmax.Overlap(scores, scores, positions);
            return own * Softmax.Undecided(own, positions);
        }
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
        (Gradient byQuery, Gradient byKey) = ByScores(mixed, queries, reach, rest, gradient.First);
        byValue = byValue with { Places = gradient.Places };
        double all = _context.BatchSize * queries;
        double undecided = (gradient.Places > 0 ? Math.Min(gradient.Places, all) : all) * (1 - _own);
        double typical = Math.Sqrt(Softmax.Typical((byQuery.Energy + byKey.Energy) / byValue.Energy, undecided));
        double places = 2 * undecided < all ? Math.Max(2 * undecided, 1) : gradient.Places;
        byQuery = byQuery.Scaled(typical) with { Places = places };
        byKey = byKey.Scaled(typical) with { Places = places };
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
                ? Sum(parts.Skip(i), _inputs[2]).Scaled(Math.Sqrt(_projectionGain))
                : parts[Math.Min(i, 2)].Scaled(Math.Sqrt(_projectionGain));
        }
    }

    // Over a sequence the gradients by all scores of a query cancel, hence those by its keys do. What two queries have of a score's gradient
    // together is less by as much as their weights share less than those of one.
    private (Gradient ByQuery, Gradient ByKey) ByScores(Products mixed, double queries, double reach, double rest, double first)
    {
        Products query = _inputs[0].Products * _projectionGain;
        double values = Differing(_values.Same, _values.Near) * _undecided * _sharpness;
        double valuesFar = Differing(_values.Far, _values.FarNear) * _undecided * _even * _sharpness;
        double keys = Differing(_inputs[1].Products.Same, _inputs[1].Products.Near) * _projectionGain;
        double keysFar = Differing(_inputs[1].Products.Far, _inputs[1].Products.FarNear) * _projectionGain;
        var byQuery = new Products(
            mixed.Same * _own * values * keys,
            mixed.Near * _shared * values * keys,
            mixed.Far * valuesFar * keysFar,
            mixed.FarNear * valuesFar * keysFar);
        double same = reach * values * ((_own * mixed.Same * query.Same) + ((queries - 1) * _shared * mixed.Near * query.Near));
        double far = reach * valuesFar * ((mixed.Far * query.Far) + ((queries - 1) * mixed.FarNear * query.FarNear));
        return (new(byQuery, First: first), new(new(same, -same * rest, far, -far * rest)));
    }

    public override double WeightGradient(Gradient gradient, PassContext context) => _energy;

    private static Gradient Sum(IEnumerable<Gradient> parts, Signal value) => parts.Aggregate(default(Gradient), (sum, part) => sum.Plus(part, value));

    private static double Mix(double share, double same, double other) => (share * same) + ((1 - share) * other);

    private static double Differing(double same, double other) => Math.Max(same - other, 0);

    // Under a causal mask the first position sees one, the last one all.
    private double Seen(Func<double, double> ofPositions)
    {
        if (!_isCausal || _positions < 2)
        {
            return ofPositions(_positions);
        }

        int prefixes = (int)Math.Min(Math.Round(_positions), MostPrefixes);
        return Enumerable.Range(0, prefixes).Sum(i => ofPositions(1 + (i * (_positions - 1) / (prefixes - 1)))) / prefixes;
    }
}
