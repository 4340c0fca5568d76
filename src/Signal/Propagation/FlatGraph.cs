namespace GradGuard.Signal.Propagation;

/// <summary>A layer graph with its repeats written out, and concatenations moved behind what does to each unit alone.</summary>
internal sealed class FlatGraph
{
    // Bounds time and memory on a count that no real model has; the factor per block has long settled by then.
    private const int MostNodes = 2_000;

    // More than a dense block has layers; concatenations of concatenations of the same values would double them at every turn.
    private const int MostParts = 64;

    private readonly List<LayerNode> _nodes = [];
    private readonly List<int> _origins = [];
    private readonly HashSet<int> _ends = [];
    private readonly Func<RepeatNode, int, int> _count;

    private FlatGraph(Func<RepeatNode, int, int> count) => _count = count;

    public LayerGraph Graph { get; private set; } = new([], 0);

    /// <summary>The node of the outer graph that a node is or is part of.</summary>
    public int OriginOf(int node) => _origins.Count == 0 ? node : _origins[node];

    /// <summary>Whether a count was too large to be written out in full.</summary>
    public bool IsCut { get; private set; }

    /// <param name="graph">The graph.</param>
    /// <param name="count">The number of blocks of a repeat, by it and its index in the outer graph.</param>
    public static FlatGraph Of(LayerGraph graph, Func<RepeatNode, int, int> count)
    {
        var flat = new FlatGraph(count);
        if (!graph.Nodes.Any(node => node is RepeatNode || (IsUnitwise(node) && graph.Nodes[node.Inputs[0]] is ConcatenateNode { AlongPositions: false })))
        {
            flat.Graph = graph;
            return flat;
        }

        flat.MarkEnds(graph, graph.Output);
        int output = flat.Append(graph, [], "", null)[0];
        flat.Graph = new(flat._nodes, output) { IsOneSample = graph.IsOneSample };
        return flat;
    }

    /// <summary>Adds a graph whose input nodes are replaced by given values; returns the indices of its output, or of those that a block hands on.</summary>
    private int[] Append(LayerGraph graph, IReadOnlyList<int> arguments, string prefix, int? origin)
    {
        var placed = new int[graph.Nodes.Count];
        var carried = new Dictionary<int, int[]>();
        int argument = 0;
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            LayerNode node = graph.Nodes[i];
            if (node is InputNode && origin is not null && argument < arguments.Count)
            {
                placed[i] = arguments[argument++];
                continue;
            }

            int[] inputs = [.. node.Inputs.Select(input => placed[input])];
            if (i == graph.Output && node is OutputsNode && origin is not null)
            {
                return inputs;
            }

            if (node is RepeatNode repeat && inputs.Length > 0)
            {
                carried[i] = Repeat(repeat, inputs, prefix + repeat.Path + ".", origin ?? i);
                placed[i] = carried[i].Length == 0 ? inputs[0] : carried[i][0];
            }
            else if (node is CarriedNode part && carried.TryGetValue(part.Inputs[0], out int[]? values))
            {
                placed[i] = values[Math.Min(part.Index, values.Length - 1)];
            }
            else
            {
                placed[i] = Place(node with { Path = node.SharesWeights ? node.Path : prefix + node.Path, Inputs = inputs }, origin ?? i);
            }
        }

        return [placed.Length == 0 ? 0 : placed[graph.Output]];
    }

    private int[] Repeat(RepeatNode repeat, int[] arguments, string prefix, int origin)
    {
        int count = _count(repeat, origin);
        int[] values = [.. arguments.Take(repeat.Carried).Select(argument => Add(new ReshapeNode(repeat.Path, [argument]), origin))];
        var left = new List<int[]>();
        for (int block = 0; block < count; block++)
        {
            if (_nodes.Count > MostNodes)
            {
                IsCut = true;
                break;
            }

            int before = _nodes.Count;
            int[] blockArguments = [.. values, .. arguments.Skip(repeat.Carried)];
            int[] outputs = Append(repeat.Block, blockArguments, $"{prefix}{block}.", origin);
            values = [.. outputs.Take(repeat.Carried)];
            left.Add([.. outputs.Skip(repeat.Carried)]);
            if (_nodes.Count == before)
            {
                break;
            }
        }

        IEnumerable<int> sequences = Enumerable.Range(0, left.Count == 0 ? 0 : left[0].Length)
            .Select(value => Add(new ConcatenateNode(repeat.Path, [.. left.Select(turn => turn[value])], AlongPositions: true), origin));
        return [.. values, .. sequences];
    }

    // Features that stand side by side each have their own spread and their own correlations, as those of all layers before in a DenseNet
    // (Huang et al. 2017) or of the branches of an Inception block (Szegedy et al. 2015); their averages would not do.
    private int Place(LayerNode node, int origin)
    {
        int[] parts = IsUnitwise(node) && !_ends.Contains(origin) ? [.. Parts(node.Inputs[0]).Take(MostParts + 1)] : [];
        return parts.Length is < 2 or > MostParts || _nodes.Count > MostNodes
            ? Add(node, origin)
            : Add(new ConcatenateNode(node.Path, [.. parts.Select(part => Add(node with { Inputs = [part] }, origin))]), origin);
    }

    // What the model ends with tells which loss it is trained for, and stays its end.
    private void MarkEnds(LayerGraph graph, int node)
    {
        while (_ends.Add(node) && graph.Nodes[node] is OutputsNode or ActivationNode or ScaleNode or ShiftNode or ReshapeNode)
        {
            foreach (int further in graph.Nodes[node].Inputs.Skip(1))
            {
                MarkEnds(graph, further);
            }

            node = graph.Nodes[node].Inputs[0];
        }
    }

    // What every unit goes through for itself, whatever stands beside it.
    private static bool IsUnitwise(LayerNode node) => node.Inputs.Count == 1
        && node is NormalizationNode { Kind: NormalizationKind.Batch or NormalizationKind.Instance } or ActivationNode or PoolNode or DropoutNode or ScaleNode or ShiftNode or UpsampleNode;

    private IEnumerable<int> Parts(int node) => _nodes[node] is ConcatenateNode { AlongPositions: false } joined ? joined.Inputs.SelectMany(Parts) : [node];

    private int Add(LayerNode node, int origin)
    {
        _nodes.Add(node);
        _origins.Add(origin);
        return _nodes.Count - 1;
    }
}
