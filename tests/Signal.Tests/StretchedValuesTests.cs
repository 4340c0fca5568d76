namespace GradGuard.Signal.Tests;

public class StretchedValuesTests
{
    [Fact]
    public void A_factor_stretched_over_a_map_gets_the_sum_of_the_maps_gradient()
    {
        double over16 = GateNorm(16);
        double over256 = GateNorm(256);

        // The mean over the map behind the product gives each pixel one part in so many; their sum no longer knows of the number.
        Assert.Equal(over16, over256, 0.25);
    }

    [Fact]
    public void Upsampled_copies_add_their_gradients_as_the_layer_behind_them_does()
    {
        double plain = SignalPropagation.Predict(Map()).UsualLog10Ratio;
        double copied = SignalPropagation.Predict(Map(path => new UpsampleNode(path, [0], Size.Of(4)))).UsualLog10Ratio;

        Assert.Equal(plain, copied, 0.15);
    }

    [Fact]
    public void A_transposed_kernel_on_one_position_meets_it_once_at_each_output()
    {
        // 4 × 4 outputs of one input each: 1 of 16 elements counts, where a stride of 4 would have the same.
        double stated = Signal(Size.Of(0), Size.Of(1));
        double strided = Signal(Size.Unknown, Size.Of(16));

        Assert.Equal(strided, stated, 6);
        Assert.Equal(Math.Log10(1.0 / 3 * 100 / 128 / 16), stated, 0.05);
    }

    [Fact]
    public void One_less_a_gate_is_what_the_gate_leaves()
    {
        var model = new ModelSketch(32);
        model.Linear(32);
        model.Activation(ActivationFunction.Sigmoid);
        model.Add(path => new ScaleNode(path, [model.Last], -1));
        int rest = model.Add(path => new ShiftNode(path, [model.Last], 1));

        FlowPrediction prediction = SignalPropagation.Predict(model.Graph);

        // By symmetry as large as the gate itself.
        Assert.Equal(prediction.Signals[2].Middle, prediction.Signals[rest].Middle, 3);
    }

    private static double GateNorm(long pixels)
    {
        var weight = WeightInitializer.TorchSharpDefault;
        var bias = BiasInitializer.TorchSharpDefault;
        var graph = new LayerGraph(
            [
                new InputNode("x", 1, Size.Of(pixels)),
                new ConvolutionNode("conv", [0], Size.Of(3), Size.Of(16), Size.Of(1), Size.Of(1), Size.Of(1), false, weight, bias),
                new ActivationNode("relu", [1], ActivationFunction.ReLU),
                new PoolNode("squeeze", [2], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)),
                new LinearNode("gate", [3], Size.Of(16), Size.Of(16), weight, bias),
                new ActivationNode("sigmoid", [4], ActivationFunction.Sigmoid),
                new MultiplyNode("product", [2, 5]),
                new PoolNode("mean", [6], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)),
                new LinearNode("head", [7], Size.Of(16), Size.Of(10), weight, bias),
            ],
            8);
        return SignalPropagation.Predict(graph).Layers.Single(layer => layer.Path == "gate").UsualLog10Norm;
    }

    private static LayerGraph Map(params Func<string, LayerNode>[] between)
    {
        var model = new ModelSketch(3, Size.Of(64));
        model.Add(path => Convolution(path, model.Last, 3, 16));
        model.Activation(ActivationFunction.ReLU);
        foreach (var node in between)
        {
            model.Add(path => node(path) with { Inputs = [model.Last] });
        }

        model.Add(path => Convolution(path, model.Last, 16, 10));
        return model.Graph;
    }

    private static ConvolutionNode Convolution(string path, int input, long from, long to) => new(
        path, [input], Size.Of(from), Size.Of(to), Size.Of(1), Size.Of(1), Size.Of(1), false, WeightInitializer.TorchSharpDefault, null);

    private static double Signal(Size padding, Size stride)
    {
        var graph = new LayerGraph(
            [
                new InputNode("z", 1, Size.Of(1)),
                new ConvolutionNode(
                    "up", [0], Size.Of(100), Size.Of(128), Size.Of(16), stride, Size.Of(1), true, WeightInitializer.TorchSharpDefault, null, 2, padding),
            ],
            1);
        return SignalPropagation.Predict(graph).Signals[1].Middle;
    }
}
