namespace GradGuard.Signal.Remedies;

/// <summary>Copies a layer graph node by node, blocks of repeats included, and lets each node be changed or others stand before it.</summary>
internal sealed class GraphRewrite
{
    private readonly List<LayerNode> _nodes = [];

    private GraphRewrite()
    {
    }

    /// <summary>Places one node of a graph, whose inputs already name the copy's nodes; returns the index of what takes its place.</summary>
    public delegate int Place(GraphRewrite copy, LayerGraph graph, int index, LayerNode node);

    public static LayerGraph Of(LayerGraph graph, Place place)
    {
        var copy = new GraphRewrite();
        var placed = new int[graph.Nodes.Count];
        for (int i = 0; i < placed.Length; i++)
        {
            LayerNode node = graph.Nodes[i] with { Inputs = [.. graph.Nodes[i].Inputs.Select(input => placed[input])] };
            placed[i] = node is RepeatNode repeat
                ? copy.Add(repeat with { Block = Of(repeat.Block, place) })
                : place(copy, graph, i, node);
        }

        return new(copy._nodes, placed.Length == 0 ? 0 : placed[graph.Output]);
    }

    public int Add(LayerNode node)
    {
        _nodes.Add(node);
        return _nodes.Count - 1;
    }
}
