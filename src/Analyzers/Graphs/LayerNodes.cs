using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

internal static class LayerNodes
{
    /// <summary>Whether a node has weights whose gradient is of interest.</summary>
    public static bool HasWeights(this LayerNode node) =>
        node is LinearNode or BilinearNode or ConvolutionNode or RecurrentNode or AttentionNode or EmbeddingNode
        || (node is RepeatNode repeat && repeat.Block.Nodes.Any(HasWeights));

    /// <summary>A graph and the blocks that it repeats, outermost first.</summary>
    public static IEnumerable<LayerGraph> WithBlocks(this LayerGraph graph) =>
        new[] { graph }.Concat(graph.Nodes.OfType<RepeatNode>().SelectMany(repeat => repeat.Block.WithBlocks()));

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
