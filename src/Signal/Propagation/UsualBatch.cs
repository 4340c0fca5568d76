namespace GradGuard.Signal.Propagation;

/// <summary>
/// Samples in a batch where nothing states them: 64, as in the examples that ship with the library. What says something of every pixel of a
/// picture, rather than to give the picture back, takes more memory for each: U-Net trains with 1 (Ronneberger et al. 2015, section 3),
/// DeepLab and PSPNet with 16 (Chen et al. 2017, section 4; Zhao et al. 2017, section 5.1). A graph is one sample, whatever its nodes.
/// </summary>
internal static class UsualBatch
{
    private const int Samples = 64;
    private const int Pictures = 16;

    public static int Of(LayerGraph graph) => graph.IsOneSample ? 1 : graph.Nodes.Count > 0 && MadePicture(graph) is { } made && ReadPicture(graph) is { } read && made.OutChannels != read.InChannels ? Pictures : Samples;

    // The output is a convolution's map, whatever is done to its elements.
    private static ConvolutionNode? MadePicture(LayerGraph graph)
    {
        int node = graph.Output;
        while (graph.Nodes[node] is ActivationNode or SoftmaxNode or ScaleNode or ShiftNode or UpsampleNode or DropoutNode or NormalizationNode or OutputsNode or AddNode { Inputs.Count: > 0 })
        {
            // What tells only how many pixels there are to be is no source of them.
            node = graph.Nodes[node] is UpsampleNode ? graph.Nodes[node].Inputs[0] : graph.Nodes[node].Inputs[graph.Nodes[node].Inputs.Count - 1];
        }

        return graph.Nodes[node] is ConvolutionNode { Axes: > 1 } convolution ? convolution : null;
    }

    private static ConvolutionNode? ReadPicture(LayerGraph graph) => graph.Nodes.OfType<ConvolutionNode>()
        .FirstOrDefault(node => node is { Axes: > 1, Transposed: false } && graph.Nodes[node.Inputs[0]] is InputNode or PadNode);
}
