using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Collects the nodes of a layer graph in the order in which the code computes them.</summary>
internal sealed class GraphBuilder(NodeOrigins origins)
{
    private readonly List<LayerNode> _nodes = [];

    public int Count => _nodes.Count;

    public LayerNode this[int node] => _nodes[node];

    public TensorValue Add(LayerNode node, NodeOrigin origin)
    {
        _nodes.Add(node);
        origins[node] = origin;
        return new TensorValue(this, _nodes.Count - 1);
    }

    /// <summary>The graph of everything that the output depends on.</summary>
    public LayerGraph Build(int output)
    {
        var needed = new bool[_nodes.Count];
        needed[output] = true;
        for (var i = output; i >= 0; i--)
            if (needed[i])
                foreach (var input in _nodes[i].Inputs)
                    needed[input] = true;

        var places = new int[_nodes.Count];
        var kept = new List<LayerNode>();
        for (var i = 0; i <= output; i++)
        {
            if (!needed[i])
                continue;

            places[i] = kept.Count;
            var node = _nodes[i].Inputs.Count == 0 ? _nodes[i] : _nodes[i] with { Inputs = [.. _nodes[i].Inputs.Select(input => places[input])] };
            origins.Move(_nodes[i], node);
            kept.Add(node);
        }

        return new LayerGraph(kept, places[output]);
    }
}
