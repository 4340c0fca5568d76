using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Collects the nodes of a layer graph in the order in which the code computes them.</summary>
internal sealed class GraphBuilder(NodeOrigins origins, GraphBuilder? outer = null)
{
    private readonly List<LayerNode> _nodes = [];
    private readonly List<NodeOrigin> _places = [];
    private readonly Dictionary<int, Meaning> _meanings = [];
    private readonly Dictionary<int, IReadOnlyList<AbstractValue>> _shapes = [];
    private readonly Dictionary<int, int> _featureAxes = [];

    private readonly Dictionary<int, int> _layouts = [];
    private bool _holdsMatrices;
    private bool _mixesPositions;

    // Values of the graph around a repeated block, and the inputs that stand for them inside.
    private readonly List<(int Outside, int Inside)> _imports = [];

    public int Count => _nodes.Count;

    /// <summary>The block of a loop that the graph has become; null while its code runs, and for the graph of a model.</summary>
    public FinishedBlock? Finished { get; private set; }

    /// <summary>Whether it is the graph of a model rather than of a block that repeats.</summary>
    public bool IsOutermost => outer is null;

    public LayerNode this[int node] => _nodes[node];

    // The rows of a matrix are its positions where one row gets of others.
    private bool IsOneSample => _holdsMatrices && _mixesPositions;

    /// <summary>Values have two axes and no more, as an operation on matrices alone says.</summary>
    public void NoteMatrices()
    {
        _holdsMatrices = true;
        outer?.NoteMatrices();
    }

    /// <summary>Positions get of one another, by weights of their own or by a matrix that is given.</summary>
    public void NoteMixing()
    {
        _mixesPositions = true;
        outer?.NoteMixing();
    }

    public Meaning? MeaningOf(int node) => _meanings.TryGetValue(node, out var meaning) ? meaning
        : IsMeantOnDemand(_nodes[node]) && Recognition.MeaningOf(_nodes[node], this) is { } found ? _meanings[node] = found
        : null;

    // As functions of what goes before, hardly any activation is asked for; one upon another each has to know the one before at hand.
    private bool IsMeantOnDemand(LayerNode node) => node is ActivationNode && _nodes[node.Inputs[0]] is not ActivationNode;

    public IReadOnlyList<AbstractValue>? ShapeOf(int node) => _shapes.TryGetValue(node, out var shape) ? shape : null;

    /// <summary>Which axis of a stated shape holds the features: the last, until a permutation moves it.</summary>
    public int FeatureAxisOf(int node) => _featureAxes.TryGetValue(node, out var axis) ? axis : _shapes[node].Count - 1;

    public void MoveFeatures(int node, int axis) => _featureAxes[node] = axis;

    /// <summary>The axis (negative from the end) to which a rearrangement has moved the features of a value whose shape is not stated; null for any other node.</summary>
    public int? LayoutOf(int node) => _layouts.TryGetValue(node, out var axis) ? axis : null;

    public void NoteLayout(int node, int featureAxis) => _layouts[node] = featureAxis;

    /// <param name="node">The operation.</param>
    /// <param name="origin">Where it stands.</param>
    /// <param name="meaning">What its value is on the way to, where the node alone does not tell.</param>
    /// <param name="shape">The axes of its value, where the code says them.</param>
    public TensorValue Add(LayerNode node, NodeOrigin origin, Meaning? meaning = null, IReadOnlyList<AbstractValue>? shape = null)
    {
        var index = _nodes.Count;
        _nodes.Add(node);
        _places.Add(origin);
        origins[node] = origin;
        if ((meaning ?? (IsMeantOnDemand(node) ? null : Recognition.MeaningOf(node, this))) is { } known)
            _meanings[index] = known;
        if (shape is not null)
            _shapes[index] = shape;

        return new TensorValue(this, index);
    }

    /// <summary>Puts another operation in the place of one, with the same origin.</summary>
    public void Replace(int node, LayerNode by)
    {
        origins[by] = _places[node];
        _nodes[node] = by;
    }

    /// <summary>The value of a graph around this one that an input of a repeated block stands for; null for any other node.</summary>
    public TensorValue? OutsideOf(int node) => outer is not null && _imports.Exists(import => import.Inside == node)
        ? new TensorValue(outer, _imports.Find(import => import.Inside == node).Outside)
        : null;

    /// <summary>Lets an input of a repeated block stand for a value around it, which no turn changes.</summary>
    public void Adopt(int outside, int inside) => _imports.Add((outside, inside));

    /// <summary>Nodes of the graph around a repeated block that the block reads besides what it carries from turn to turn.</summary>
    public IEnumerable<int> Imports => _imports.Select(import => import.Outside);

    /// <summary>The input that stands for a value of a graph around this one; null where the value is of none of them.</summary>
    public int? Import(TensorValue tensor, NodeOrigin origin)
    {
        var outside = outer is null ? null : ReferenceEquals(tensor.Graph, outer) ? tensor.Node : outer.Import(tensor, origin);
        if (outside is not { } place)
            return null;
        if (_imports.Exists(import => import.Outside == place))
            return _imports.Find(import => import.Outside == place).Inside;

        var inside = Add(new InputNode("input"), origin).Node;
        _imports.Add((place, inside));
        return inside;
    }

    /// <summary>The graph of a repeated block: what it carries and imports stands first, in this order.</summary>
    public LayerGraph BuildBlock(IReadOnlyList<int> carried, int output) => Build(output, [.. carried, .. _imports.Select(import => import.Inside)]);

    /// <summary>Ends a block: from here on its values are known outside only as what its turns hand on or leave.</summary>
    public FinishedBlock Finish(IReadOnlyList<int> carried, IReadOnlyList<int> handedOn, Func<LayerGraph, RepeatNode> around, NodeOrigin origin) =>
        Finished = new(this, outer!, carried, handedOn, around, origin);

    /// <summary>The graph of everything that the output depends on.</summary>
    public LayerGraph Build(int output) => Build(output, []);

    private LayerGraph Build(int output, IReadOnlyList<int> leading)
    {
        var needed = new bool[_nodes.Count];
        needed[output] = true;
        for (var i = output; i >= 0; i--)
            for (var k = 0; needed[i] && k < _nodes[i].Inputs.Count; k++)
                needed[_nodes[i].Inputs[k]] = true;

        // Most forwards compute nothing that they do not return.
        if (leading.Count == 0 && output == _nodes.Count - 1 && Array.TrueForAll(needed, isNeeded => isNeeded))
            return new LayerGraph([.. _nodes], output) { IsOneSample = IsOneSample };

        var places = new int[_nodes.Count];
        var kept = new List<LayerNode>();
        foreach (var first in leading)
        {
            places[first] = kept.Count;
            kept.Add(_nodes[first]);
        }

        for (var i = 0; i <= output; i++)
        {
            if (!needed[i] || leading.Contains(i))
                continue;

            places[i] = kept.Count;
            var node = _nodes[i];
            if (node.Inputs.Count > 0)
                origins[node = node with { Inputs = [.. node.Inputs.Select(input => places[input])] }] = _places[i];
            kept.Add(node);
        }

        return new LayerGraph(kept, places[output]) { IsOneSample = IsOneSample };
    }
}
