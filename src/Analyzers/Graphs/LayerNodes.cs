using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

internal static class LayerNodes
{
    /// <summary>Whether a node has weights whose gradient is of interest.</summary>
    public static bool HasWeights(this LayerNode node) =>
        node is LinearNode or BilinearNode or ConvolutionNode or RecurrentNode or AttentionNode or EmbeddingNode
        || (node is RepeatNode repeat && repeat.Block.Nodes.Any(HasWeights));

    /// <summary>A graph and the blocks that it repeats, outermost first.</summary>
    public static IReadOnlyList<LayerGraph> WithBlocks(this LayerGraph graph)
    {
        List<LayerGraph>? found = null;
        for (var i = 0; i < graph.Nodes.Count; i++)
            if (graph.Nodes[i] is RepeatNode repeat)
                (found ??= [graph]).AddRange(repeat.Block.WithBlocks());

        return found ?? (IReadOnlyList<LayerGraph>)[graph];
    }

    public static int FirstWithWeights(this LayerGraph graph)
    {
        var i = 0;
        while (i < graph.Nodes.Count && !graph.Nodes[i].HasWeights())
            i++;

        return i < graph.Nodes.Count ? i : -1;
    }

    public static int LastWithWeights(this LayerGraph graph)
    {
        var i = graph.Nodes.Count - 1;
        while (i >= 0 && !graph.Nodes[i].HasWeights())
            i--;

        return i;
    }
}
