using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Batch norms whose channels are positions, such as the sensors of a road network while the features stand last: each position is measured
/// over the features of all samples, so that a feature keeps its own mean, as it does in a layer norm.
/// </summary>
internal static class PositionNorms
{
    public static LayerNode Of(LayerNode node, Arguments arguments, GraphBuilder graph) =>
        node is NormalizationNode { Kind: NormalizationKind.Batch, Inputs: { Count: 1 } inputs } norm && !Layout.IsFeatures(graph, inputs[0], 1)
            && arguments.Size("num_features").Value is { } channels && Width(graph, inputs[0]).Value is { } width && channels != width
            ? norm with { Kind = NormalizationKind.Layer }
            : node;

    private static Size Width(GraphBuilder graph, int node)
    {
        while (graph[node] is ActivationNode or NormalizationNode or DropoutNode or AddNode or ReshapeNode { MergesPositions: false, Spread.IsKnown: false })
            node = graph[node].Inputs[0];

        return graph[node] switch
        {
            LinearNode linear => linear.FanOut,
            ConvolutionNode convolution => convolution.OutChannels,
            EmbeddingNode embedding => embedding.Columns,
            _ => Size.Unknown,
        };
    }
}
