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
    public static JacobianBound Of(LayerGraph graph)
    {
        int count = graph.Nodes.Count;
        if (count == 0)
        {
            return new(0, 0, 0);
        }

        var bounds = new JacobianBound?[count];
        for (int i = 0; i < count; i++)
        {
            bounds[i] = Through(graph.Nodes[i], graph.Nodes[i].Inputs.Select(input => bounds[input]).OfType<JacobianBound>().ToArray());
        }

        return bounds[graph.Output] ?? new(0, 0, 0);
    }

    /// <summary>
    /// The expected spectral norm of a random matrix: sqrt(Var(w)) (sqrt(fan-in) + sqrt(fan-out)) for independent entries (Geman 1980),
    /// the gain for an orthogonal one; a mean adds |mean| sqrt(fan-in fan-out).
    /// </summary>
    public static double SpectralNorm(WeightInitializer weight, double fanIn, double fanOut) =>
        weight.Kind is InitializerKind.Orthogonal or InitializerKind.Identity
            ? weight.Gain
            : (Math.Sqrt(weight.Variance(fanIn, fanOut)) * (Math.Sqrt(fanIn) + Math.Sqrt(fanOut)))
                + (Math.Abs(weight.Mean) * Math.Sqrt(fanIn * fanOut));

    private static JacobianBound? Through(LayerNode node, JacobianBound[] inputs)
    {
        JacobianBound? before = inputs.Length == 0 ? null : inputs.OrderBy(input => input.Log10Bound).Last();
        switch (node)
        {
            // The first weight layer starts the chain: its own weights do not stand between its output and the loss.
            case LinearNode or ConvolutionNode or RecurrentNode or EmbeddingNode or AttentionNode when before is null:
                return new(0, 0, 0);
            case LinearNode linear:
                return before! with { Log10Weights = before.Log10Weights + Log10Norm(linear.Weight, linear.FanIn, linear.FanOut, 1) };
            case ConvolutionNode convolution:
                double kernel = convolution.KernelVolume.Value ?? 1;
                return before! with
                {
                    Log10Weights = before.Log10Weights + Log10Norm(convolution.Weight, convolution.InChannels, convolution.OutChannels, kernel),
                };
            case ActivationNode activation when before is not null:
                return before with
                {
                    Activations = before.Activations + 1,
                    Log10Slopes = before.Log10Slopes + Math.Log10(activation.Function.LargestSlope),
                };
            case AddNode when before is not null:
                double sum = inputs.Sum(input => Math.Pow(10, Math.Min(input.Log10Bound - before.Log10Bound, 0)));
                return before with { Log10Weights = before.Log10Weights + Math.Log10(double.IsNaN(sum) ? inputs.Length : sum) };
            case ScaleNode scale when before is not null:
                return before with { Log10Weights = before.Log10Weights + Math.Log10(Math.Abs(scale.Factor)) };
            case RepeatNode repeat when before is not null && repeat.Count.Value is { } count:
                JacobianBound block = Of(repeat.Block with { Nodes = [.. repeat.Block.Nodes] });
                return new(
                    before.Activations + (int)Math.Min(count * block.Activations, int.MaxValue / 2),
                    before.Log10Slopes + (count * block.Log10Slopes),
                    before.Log10Weights + (count * block.Log10Weights));
            default:
                return before;
        }
    }

    // Where sizes are open a square matrix stands for the layer; fan-in initialisers do not depend on its size.
    private static double Log10Norm(WeightInitializer weight, Size fanIn, Size fanOut, double kernel)
    {
        double wide = (fanIn.Value ?? fanOut.Value ?? 128) * kernel;
        double high = (fanOut.Value ?? fanIn.Value ?? 128) * kernel;
        return weight.IsKnown ? Math.Log10(SpectralNorm(weight, wide, high)) : double.PositiveInfinity;
    }
}
