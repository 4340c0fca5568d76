using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;

namespace GradGuard.Analyzers.Observations;

/// <summary>How many parameters a layer has by the arguments that the code gives it.</summary>
internal static class ParameterCounts
{
    /// <summary>Elements of weight and bias; null where the code does not state them, or the layer is of another kind.</summary>
    public static (long Weight, long Bias)? Of(LayerModule layer) => layer.Model?.Node(new LayerCall(layer, "", [0])) switch
    {
        LinearNode { FanIn.Value: { } inputs, FanOut.Value: { } outputs } linear => (inputs * outputs, linear.Bias is null ? 0 : outputs),
        ConvolutionNode { InChannels.Value: { } inputs, OutChannels.Value: { } outputs, KernelVolume.Value: { } kernel, Groups.Value: { } groups and > 0 } convolution =>
            (inputs * outputs * kernel / groups, convolution.Bias is null ? 0 : outputs),
        EmbeddingNode { Rows.Value: { } rows, Columns.Value: { } columns } => (rows * columns, 0),
        _ => null,
    };

    /// <summary>Whether a measured layer can be this one: a run counts trainable parameters, so weight or bias may be frozen.</summary>
    public static bool Agree((long Weight, long Bias) stated, long measured) =>
        measured == stated.Weight + stated.Bias || measured == stated.Weight || measured == stated.Bias;
}
