using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// A sequence of vectors seen as a page of one channel, and a kernel as wide as the page: it moves along the sequence alone, and what it
/// reads at each step are whole vectors (Kim 2014, "Convolutional neural networks for sentence classification", equation 2).
/// </summary>
internal static class PageConvolutions
{
    /// <summary>The convolution along the sequence that a convolution of maps stands for; itself where its kernel is no page wide.</summary>
    public static LayerNode AlongSequence(LayerNode node, Arguments arguments, GraphBuilder graph)
    {
        if (node is not ConvolutionNode { Axes: 2, Transposed: false, InChannels.Value: 1 } convolution
            || Sides(arguments["kernel_size"]) is not { Count: 2 } kernel
            || WidthOf(graph, convolution.Inputs[0]) is not { IsKnown: true } width || Sizes.Of(kernel[1]) != width)
            return node;

        return convolution with
        {
            InChannels = width,
            KernelVolume = Sizes.Of(kernel[0]),
            StrideVolume = Sides(arguments["stride"]) is { Count: 2 } stride ? Sizes.Of(stride[0]) : convolution.StrideVolume,
            Padding = Sides(arguments["padding"]) is { Count: 2 } padding ? Sizes.Of(padding[0]) : convolution.Padding,
            Axes = 1,
        };
    }

    // The length of the vectors that a page was made of.
    private static Size WidthOf(GraphBuilder graph, int node)
    {
        while (graph[node] is ReshapeNode { MergesPositions: false, Spread.IsKnown: false } or DropoutNode or ActivationNode or NormalizationNode)
            node = graph[node].Inputs[0];

        return graph[node] switch
        {
            EmbeddingNode embedding => embedding.Columns,
            LinearNode linear => linear.FanOut,
            RecurrentNode { Bidirectional: false } recurrent => recurrent.HiddenSize,
            _ => Size.Unknown,
        };
    }

    private static IReadOnlyList<AbstractValue>? Sides(AbstractValue? argument) => argument switch
    {
        TupleValue tuple => tuple.Elements,
        ListValue { HasKnownLength: true } list => list.Elements,
        _ => null,
    };
}
