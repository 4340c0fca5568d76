using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

/// <summary>Weight layers one after the other that no skip goes around and no normalization stands between.</summary>
/// <param name="Layers">The layers in the order of execution.</param>
/// <param name="IsSelfNormalizing">Whether every activation between them is SELU, which keeps mean and variance by itself.</param>
internal sealed record PlainRun(IReadOnlyList<LayerNode> Layers, bool IsSelfNormalizing)
{
    /// <summary>The longest run of a graph; a repeated block of unknown count ends one.</summary>
    public static PlainRun Longest(LayerGraph graph)
    {
        var longest = new PlainRun([], false);
        var first = graph.FirstWithWeights();
        if (first < 0)
            return longest;

        var layers = new List<LayerNode>();
        var isSelfNormalizing = true;
        var chain = Dominators.Between(graph, first);
        for (var i = 0; i < chain.Count; i++)
        {
            var node = graph.Nodes[chain[i]];
            // Where a node's input is not the one before it on the chain, ways part and join again: a skip.
            if (i > 0 && (node is NormalizationNode or RepeatNode or AddNode or ConcatenateNode or OutputsNode or MultiplyNode or MatrixProductNode or UnknownNode || !node.Inputs.Contains(chain[i - 1])))
            {
                layers.Clear();
                isSelfNormalizing = true;
            }

            if (node is ActivationNode activation)
                isSelfNormalizing &= activation.Function.Name == "SELU";
            else if (node is LinearNode or ConvolutionNode)
                layers.Add(node);

            if (layers.Count > longest.Layers.Count)
                longest = new([.. layers], isSelfNormalizing);
        }

        return longest;
    }
}
