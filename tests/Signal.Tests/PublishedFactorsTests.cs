namespace GradGuard.Signal.Tests;

/// <summary>
/// Per-layer factors of the gradient's variance that follow from the published recursions, far from the ends of a very wide stack, where
/// neither the loss nor chance matters. A norm changes by the square root.
/// </summary>
public class PublishedFactorsTests
{
    private const long VeryWide = 1_000_000;

    [Theory]
    [InlineData("Identity", 0.333)]
    [InlineData("ReLU", 0.167)]
    [InlineData("LeakyReLU", 0.167)]
    [InlineData("Tanh", 0.333)]
    [InlineData("Sigmoid", 0.0200)]
    [InlineData("GELU", 0.0833)]
    [InlineData("SiLU", 0.0833)]
    [InlineData("ELU", 0.333)]
    [InlineData("Softplus", 0.087)]
    [InlineData("Hardtanh", 0.333)]
    public void With_the_default_initialisation_the_gradient_keeps_a_third_of_the_squared_slope(string activation, double factor)
    {
        // Deep enough for the forward signal to have come to rest, so that only the backward factor is left in the ratio of neighbours.
        Assert.Equal(factor, BackwardFactor(ModelSketch.Stack(60, VeryWide, Activations.ByName[activation])), factor * 0.03);
    }

    [Theory]
    [InlineData("Identity", 1.00)]
    [InlineData("ReLU", 1.00)]
    [InlineData("Tanh", 1.18)]
    [InlineData("Sigmoid", 0.153)]
    [InlineData("GELU", 1.07)]
    [InlineData("SiLU", 1.07)]
    [InlineData("ELU", 1.04)]
    [InlineData("SELU", 1.07)]
    [InlineData("Softplus", 0.32)]
    [InlineData("Hardtanh", 1.32)]
    public void Layer_normalization_leaves_the_squared_slope_over_the_square(string activation, double factor)
    {
        LayerGraph graph = ModelSketch.Stack(40, VeryWide, Activations.ByName[activation], normalization: NormalizationKind.Layer);

        Assert.Equal(factor, SingleSampleFactor(graph), factor * 0.02);
    }

    [Theory]
    [InlineData("Identity", 1.00)]
    [InlineData("ReLU", 1.467)]
    [InlineData("Tanh", 1.18)]
    [InlineData("Sigmoid", 1.03)]
    [InlineData("GELU", 1.32)]
    [InlineData("SiLU", 1.21)]
    [InlineData("Softplus", 1.08)]
    [InlineData("Hardtanh", 1.32)]
    public void Batch_normalization_leaves_the_squared_slope_over_the_variance(string activation, double factor)
    {
        // Yang et al. 2019: exploding for every activation but the identity.
        LayerGraph graph = ModelSketch.Stack(40, VeryWide, Activations.ByName[activation], normalization: NormalizationKind.Batch);

        Assert.Equal(factor, Factor(SignalPropagation.Predict(graph, new TrainingSetting(100_000))), factor * 0.03);
    }

    [Theory]
    [InlineData("ReLU", 1.00)]
    [InlineData("Tanh", 1.106)]
    public void He_initialisation_keeps_ReLU_critical_and_lets_tanh_grow(string activation, double factor)
    {
        LayerGraph graph = ModelSketch.Stack(
            60, VeryWide, Activations.ByName[activation], weight: WeightInitializer.KaimingNormal(InitializerGain.ReLU), hasBias: false);

        Assert.Equal(factor, SingleSampleFactor(graph), 0.02);
    }

    // Ratio of squared norms of two layers next to each other, early in the network: a later layer's over an earlier one's, inverted.
    private static double Factor(FlowPrediction prediction)
    {
        const int First = 12;
        const int Last = 22;
        double decades = prediction.Layers[First].Log10Norm.Middle - prediction.Layers[Last].Log10Norm.Middle;
        return Math.Pow(10, 2 * decades / (Last - First));
    }

    private static double SingleSampleFactor(LayerGraph graph) => Factor(SignalPropagation.Predict(graph, new TrainingSetting(1)));

    // A bias floor of 1/(3 n) is lower the wider the layer, and takes longer to reach; activations with a value at 0 never fall to it.
    private static double BackwardFactor(LayerGraph graph)
    {
        FlowPrediction prediction = SignalPropagation.Predict(graph, new TrainingSetting(1));
        const int First = 30;
        const int Last = 50;
        double gradients = prediction.Layers[First].Log10Norm.Middle - prediction.Layers[Last].Log10Norm.Middle;
        double signals = Input(First) - Input(Last);
        return Math.Pow(10, ((2 * gradients) - signals) / (Last - First));

        double Input(int layer) => prediction.Signals[graph.Nodes[prediction.Layers[layer].Node].Inputs[0]].Middle;
    }
}
