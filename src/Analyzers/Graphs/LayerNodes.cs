using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

internal static class LayerNodes
{
    /// <summary>Whether a node has weights whose gradient is of interest.</summary>
    public static bool HasWeights(this LayerNode node) =>
        node is LinearNode or ConvolutionNode or RecurrentNode or AttentionNode or EmbeddingNode
        || (node is RepeatNode repeat && repeat.Block.Nodes.Any(HasWeights));

    public static int FirstWithWeights(this LayerGraph graph) => graph.Nodes.ToList().FindIndex(HasWeights);

    public static int LastWithWeights(this LayerGraph graph) => graph.Nodes.ToList().FindLastIndex(HasWeights);
}
