namespace GradGuard.Signal;

/// <summary>
/// The most that a gradient can keep, or grow to, on its way through a chain of layers: each layer multiplies its norm by at most
/// sup|φ'| · ‖W‖ (Pascanu et al. 2013, section 2.1). An expected gradient lies below it; that even the bound falls shows a newcomer why
/// depth alone starves the first layers.
/// </summary>
/// <param name="Activations">Activations on the way.</param>
/// <param name="Log10Slopes">log10 of the product of their sup|φ'|: at best this much is left if weights neither shrink nor stretch.</param>
/// <param name="Log10Weights">log10 of the product of the weights' expected spectral norms; infinite where one is not known.</param>
public sealed record JacobianBound(int Activations, double Log10Slopes, double Log10Weights)
{
    /// <summary>log10 of (sup|φ'| ‖W‖)^depth.</summary>
    public double Log10Bound => Log10Slopes + Log10Weights;

    /// <summary>
    /// The bound from the first weight layer's output to the last one's along the longest way without skips; a residual sum takes the
    /// branch that keeps most and adds one for every other.
    /// </summary>
    /// <param name="graph">The graph; a normalization has no bound and leaves the norm.</param>
    public static JacobianBound Of(LayerGraph graph) => Along(graph, null) ?? new(0, 0, 0);

    /// <summary>
    /// The expected spectral norm of a random matrix: sqrt(Var(w)) (sqrt(fan-in) + sqrt(fan-out)) for independent entries (Geman 1980),
    /// the gain for an orthogonal one; a mean adds |mean| sqrt(fan-in fan-out).
    /// </summary>
    public static double SpectralNorm(WeightInitializer weight, double fanIn, double fanOut) =>
        weight.Kind is InitializerKind.Orthogonal or InitializerKind.Identity
            ? weight.Gain
            : (Math.Sqrt(weight.Variance(fanIn, fanOut)) * (Math.Sqrt(fanIn) + Math.Sqrt(fanOut)))
                + (Math.Abs(weight.Mean) * Math.Sqrt(fanIn * fanOut));

    // The start is nothing for a model, whose own first weights do not count, and an empty bound for a block inside one.
    private static JacobianBound? Along(LayerGraph graph, JacobianBound? start)
    {
        var bounds = new JacobianBound?[graph.Nodes.Count];
        for (int i = 0; i < bounds.Length; i++)
        {
            LayerNode node = graph.Nodes[i];
            JacobianBound[] inputs = [.. node.Inputs.Select(input => bounds[input]).OfType<JacobianBound>()];
            bounds[i] = node is InputNode ? start : Through(node, inputs);
        }

        return bounds.Length == 0 ? start : bounds[graph.Output];
    }

    private static JacobianBound? Through(LayerNode node, JacobianBound[] inputs)
    {
        if (inputs.Length == 0)
        {
            return node is LinearNode or ConvolutionNode or RecurrentNode or EmbeddingNode or AttentionNode ? new(0, 0, 0) : null;
        }

        JacobianBound most = inputs.OrderBy(input => input.Log10Bound).Last();
        switch (node)
        {
            case LinearNode linear:
                return most.Stretched(Log10Norm(linear.Weight, linear.FanIn, linear.FanOut, 1));
            case ConvolutionNode convolution:
                double kernel = convolution.KernelVolume.Value ?? 1;
                return most.Stretched(Log10Norm(convolution.Weight, convolution.InChannels, convolution.OutChannels, kernel));
            case ActivationNode activation:
                return most with
                {
                    Activations = most.Activations + 1,
                    Log10Slopes = most.Log10Slopes + Math.Log10(activation.Function.LargestSlope),
                };
            case AddNode:
                double sum = inputs.Sum(input => Math.Pow(10, input.Log10Bound - most.Log10Bound));
                return most.Stretched(Math.Log10(double.IsNaN(sum) ? inputs.Length : sum));
            case ScaleNode scale:
                return most.Stretched(Math.Log10(Math.Abs(scale.Factor)));
            case RepeatNode { Count.Value: { } count } repeat when Along(repeat.Block, new(0, 0, 0)) is { } block:
                return new(
                    most.Activations + (int)Math.Min(count * block.Activations, int.MaxValue / 2),
                    most.Log10Slopes + (count * block.Log10Slopes),
                    most.Log10Weights + (count * block.Log10Weights));
            default:
                return most;
        }
    }

    private JacobianBound Stretched(double log10) => this with { Log10Weights = Log10Weights + log10 };

    // Where sizes are open a square matrix stands for the layer; fan-in initialisers do not depend on its size.
    private static double Log10Norm(WeightInitializer weight, Size fanIn, Size fanOut, double kernel)
    {
        double wide = (fanIn.Value ?? fanOut.Value ?? 128) * kernel;
        double high = (fanOut.Value ?? fanIn.Value ?? 128) * kernel;
        return weight.IsKnown ? Math.Log10(SpectralNorm(weight, wide, high)) : double.PositiveInfinity;
    }
}
