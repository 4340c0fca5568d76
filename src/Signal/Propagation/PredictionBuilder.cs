namespace GradGuard.Signal.Propagation;

/// <summary>
/// Turns evaluations into intervals: one evaluation at the usual values, then two for every unknown, at the ends of its range. In
/// logarithms the unknowns act nearly independently, so their deviations add up.
/// </summary>
internal sealed class PredictionBuilder(LayerGraph graph, TrainingSetting setting, Assumptions assumptions, CancellationToken cancellation)
{
    // An assumption that moves the ratio by less is not worth a word to the user.
    private const double NotableEffect = 0.1;

    // Evaluations cost time in an editor, some 10 to 40 microseconds a node; beyond so many unknowns, or visits to nodes, unknowns of one
    // kind are sampled.
    private const int MostVaried = 24;
    private const int LeastVaried = 1;
    private const int MostVisits = 4_000;

    // Up to eight blocks.
    private const int LeastTried = 6;

    private static readonly int[] TriedCounts = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

    private readonly List<string> _unknowns = [];
    private Outcome? _usual;
    private bool _isCut;
    private int _nodes;
    private int _lastNodes;

    public PredictionBuilder(LayerGraph graph, TrainingSetting setting, CancellationToken cancellation)
        : this(graph, setting, new(), cancellation)
    {
    }

    /// <summary>A prediction that goes on from an estimate, which stays as it is.</summary>
    public PredictionBuilder(UsualValues usual, CancellationToken cancellation)
        : this(usual.Graph, usual.Setting, usual.Assumptions.Copy(), cancellation) => (_usual, _nodes, _isCut) = (usual.Outcome, usual.Nodes, usual.IsCut);

    public FlowPrediction Build()
    {
        Outcome usual = _usual ??= Evaluate();
        var flows = usual.Layers.ToDictionary(layer => layer.Path, layer => usual.RelativeNorm(layer));
        var intervals = flows.ToDictionary(flow => flow.Key, flow => Interval.At(flow.Value));
        Interval[] signals = [.. usual.Log10Signals.Select(Interval.At)];
        Vary(usual, intervals, signals);
        assumptions.Reset();

        LayerFlow[] layers = [.. usual.Layers.Select(layer =>
            new LayerFlow(layer.Origin, layer.Path, layer.Kind, Bounded(layer, usual, intervals[layer.Path]), Usual(layer, usual)))];
        NameUnknowns();
        double input = Input(usual);
        return new(
            layers,
            layers.Length < 2 ? Interval.At(0) : layers[0].Log10Norm,
            signals,
            Growth(signals, input),
            Repeats(),
            _unknowns,
            UsualRatio(usual),
            UsualGrowth(usual))
        {
            Log10LastInput = LastInput(usual) is { } last && !double.IsInfinity(input) ? new(signals[last].Low - input, signals[last].High - input) : Interval.At(0),
            UsualLog10LastInput = UsualLastInput(usual),
        };
    }

    public FlowEstimate Estimate()
    {
        Outcome usual = _usual ??= Evaluate();
        return new(UsualRatio(usual), UsualGrowth(usual), usual.Log10Signals) { Log10LastInput = UsualLastInput(usual), Usual = new(graph, setting, usual, assumptions, _nodes, _isCut) };
    }

    private static double UsualRatio(Outcome usual) => usual.Layers.Count < 2 ? 0 : Usual(usual.Layers[0], usual);

    private double UsualGrowth(Outcome usual)
    {
        double input = Input(usual);
        return double.IsInfinity(input) ? 0 : usual.Log10Signals.DefaultIfEmpty(input).Max() - input;
    }

    private double UsualLastInput(Outcome usual) => LastInput(usual) is { } last && Input(usual) is var input && !double.IsInfinity(input) ? usual.Log10Signals[last] - input : 0;

    // The node that the last weight layer takes; what a repeated block takes is not what its last layer does.
    private int? LastInput(Outcome usual) =>
        usual.Layers.Count > 1 && graph.Nodes[usual.Layers[usual.Layers.Count - 1].Origin] is not RepeatNode and { Inputs: { Count: > 0 } inputs } ? inputs[0] : null;

    private double Input(Outcome usual) => usual.Log10Signals.Where((_, i) => graph.Nodes[i] is InputNode).DefaultIfEmpty(0).Max();

    private static Interval Growth(Interval[] signals, double input)
    {
        double low = signals.Select(signal => signal.Low).DefaultIfEmpty(input).Max();
        double high = signals.Select(signal => signal.High).DefaultIfEmpty(input).Max();
        return double.IsInfinity(input) ? Interval.At(0) : new(low - input, high - input);
    }

    private Outcome Evaluate(int? count = null)
    {
        var flat = FlatGraph.Of(graph, (repeat, index) => count is { } forced && !repeat.Count.IsKnown ? forced : Count(repeat, index));
        _isCut |= flat.IsCut;
        _lastNodes = flat.Graph.Nodes.Count;
        _nodes = Math.Max(_nodes, _lastNodes);
        return Outcome.Of(graph, flat, Evaluation.Of(flat.Graph, assumptions, setting, cancellation));
    }

    private int Count(RepeatNode repeat, int index) =>
        (int)Math.Min(Math.Round(assumptions.Size(repeat.Count, new(index, "count"), repeat.Block.Nodes.Any(node => node.SharesWeights) ? Plausible.Steps : Plausible.Blocks)), int.MaxValue);

    private void Vary(Outcome usual, Dictionary<string, Interval> intervals, Interval[] signals)
    {
        string[] keys = [.. assumptions.Ranges.Where(range => range.Value.Low < range.Value.High).Select(range => range.Key)];
        int affordable = Math.Max(Math.Min(MostVaried, MostVisits / (2 * Math.Max(_nodes, 1))), LeastVaried);
        int untried = 0;
        foreach (VariedKind kind in VariedKind.Of(keys, affordable))
        {
            // Sizes of one kind that were not tried matter as much as those that were, and as they do not depend on them add in quadrature.
            double weight = Math.Sqrt((double)kind.Count / kind.Tried.Count);
            untried += kind.Count - kind.Tried.Count;
            foreach (string key in kind.Tried)
            {
                Vary(key, weight, usual, intervals, signals);
            }
        }

        if (untried > 0)
        {
            _unknowns.Add($"{untried} more sizes were taken to matter as much as those of their kind that were tried");
        }
    }

    private void Vary(string key, double weight, Outcome usual, Dictionary<string, Interval> intervals, Interval[] signals)
    {
        double effect = 0;
        assumptions.Vary(key, high: false);
        Outcome low = Evaluate();
        assumptions.Vary(key, high: true);
        Outcome high = Evaluate();
        foreach (OutcomeLayer layer in usual.Layers)
        {
            double at = usual.RelativeNorm(layer);
            double[] ends =
            [
                .. new[] { low, high }.Select(outcome => outcome.RelativeNorm(layer.Path)).OfType<double>().Select(end => (end - at) * weight),
            ];
            Interval widened = Widened(intervals[layer.Path], ends);
            effect = Math.Max(effect, (widened.Width - intervals[layer.Path].Width) / weight);
            intervals[layer.Path] = widened;
        }

        for (int i = 0; i < signals.Length; i++)
        {
            double at = usual.Log10Signals[i];
            signals[i] = Widened(signals[i], [(low.Log10Signals[i] - at) * weight, (high.Log10Signals[i] - at) * weight]);
        }

        if (effect > NotableEffect && Description(key) is { } description)
        {
            _unknowns.Add(description);
        }
    }

    private static Interval Widened(Interval interval, double[] deviations)
    {
        // An infinite deviation from a finite figure is news; from an infinite one it is none.
        double[] told = [.. deviations.Where(deviation => interval.IsBounded && !double.IsNaN(deviation))];
        return new(interval.Low + Math.Min(told.DefaultIfEmpty(0).Min(), 0), interval.High + Math.Max(told.DefaultIfEmpty(0).Max(), 0));
    }

    private string? Description(string key)
    {
        Plausible range = assumptions.Ranges[key];
        if (!key.StartsWith("#", StringComparison.Ordinal))
        {
            return $"{key} was taken to lie between {range.Low:0.##} and {range.High:0.##}";
        }

        int dot = key.IndexOf('.');
        return dot > 0 ? $"{key.Substring(dot + 1)} of a layer was taken to lie between {range.Low:0.##} and {range.High:0.##}" : null;
    }

    private void NameUnknowns()
    {
        if (_isCut)
        {
            _unknowns.Add("only the first blocks of a very long repeat were followed");
        }

        foreach (LayerNode node in AllNodes(graph))
        {
            if (node is UnknownNode unknown)
            {
                _unknowns.Add($"{unknown.Path}: {unknown.Reason}");
            }
            else if (WeightOf(node) is { IsKnown: false })
            {
                _unknowns.Add($"{node.Path}: its initialisation could not be followed");
            }
        }
    }

    private static Interval Bounded(OutcomeLayer layer, Outcome usual, Interval interval) =>
        layer.IsBehindUnknown || double.IsPositiveInfinity(usual.RelativeNorm(layer)) ? Interval.Unbounded
        : double.IsNegativeInfinity(usual.RelativeNorm(layer)) ? new(double.NegativeInfinity, 0)
        : interval;

    private static double Usual(OutcomeLayer layer, Outcome usual) =>
        layer.IsBehindUnknown || double.IsPositiveInfinity(usual.RelativeNorm(layer)) ? double.NaN : usual.RelativeNorm(layer);

    private IReadOnlyList<RepeatFlow> Repeats()
    {
        var named = Enumerable.Range(0, graph.Nodes.Count).Where(i => graph.Nodes[i] is RepeatNode { Count.IsKnown: false }).ToArray();
        if (named.Length == 0)
        {
            return [];
        }

        (int Count, double Log10Ratio)[] byCount = ByCount();
        double factor = Slope(byCount[6], byCount[8]);
        return [.. named.Select(i => new RepeatFlow(i, graph.Nodes[i].Path, ((RepeatNode)graph.Nodes[i]).Count, factor, byCount))];
    }

    // Deep inside each block does the same, so where blocks are too large to try many of them the rest lies on a line.
    private (int Count, double Log10Ratio)[] ByCount()
    {
        var byCount = new (int Count, double Log10Ratio)[TriedCounts.Length];
        int visits = 0;
        for (int i = 0; i < byCount.Length; i++)
        {
            int count = TriedCounts[i];
            if (i >= LeastTried && visits > MostVisits)
            {
                byCount[i] = (count, byCount[i - 1].Log10Ratio + ((count - byCount[i - 1].Count) * Slope(byCount[i - 2], byCount[i - 1])));
                continue;
            }

            byCount[i] = (count, Evaluate(count).Ratio);
            visits += _lastNodes;
        }

        return byCount;
    }

    private static double Slope((int Count, double Log10Ratio) from, (int Count, double Log10Ratio) to) =>
        from.Log10Ratio == to.Log10Ratio ? 0 : (to.Log10Ratio - from.Log10Ratio) / (to.Count - from.Count);

    private static IEnumerable<LayerNode> AllNodes(LayerGraph graph) =>
        graph.Nodes.SelectMany(node => node is RepeatNode repeat ? AllNodes(repeat.Block) : [node]);

    private static WeightInitializer? WeightOf(LayerNode node) => node switch
    {
        LinearNode linear => linear.Weight,
        BilinearNode bilinear => bilinear.Weight,
        ConvolutionNode convolution => convolution.Weight,
        EmbeddingNode embedding => embedding.Weight,
        RecurrentNode recurrent => recurrent.StateWeight,
        _ => null,
    };
}
