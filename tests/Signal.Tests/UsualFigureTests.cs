namespace GradGuard.Signal.Tests;

public class UsualFigureTests
{
    [Fact]
    public void Where_everything_is_stated_the_usual_figure_is_the_interval()
    {
        FlowPrediction prediction = SignalPropagation.Predict(ModelSketch.Stack(6, 64, ActivationFunction.Tanh));

        Assert.Equal(Interval.At(prediction.UsualLog10Ratio), prediction.Log10Ratio);
        Assert.All(prediction.Layers, layer => Assert.Equal(Interval.At(layer.UsualLog10Norm), layer.Log10Norm));
    }

    [Fact]
    public void Where_sizes_are_open_it_is_the_figure_at_their_usual_values()
    {
        double usual = SignalPropagation.Predict(Convolutions(Size.Of(256))).UsualLog10Ratio;
        FlowPrediction open = SignalPropagation.Predict(Convolutions(Size.Unknown));

        Assert.Equal(usual, open.UsualLog10Ratio, 6);
        Assert.True(open.Log10Ratio.Width > 0.01 && open.Log10Ratio.Contains(usual), open.Log10Ratio.ToString());
    }

    [Fact]
    public void Before_a_layer_that_starts_at_zero_it_is_a_gradient_of_nothing()
    {
        var model = new ModelSketch(32);
        model.Linear(64);
        model.Linear(10, WeightInitializer.Zeros);

        Assert.Equal(double.NegativeInfinity, SignalPropagation.Predict(model.Graph).UsualLog10Ratio);
    }

    [Fact]
    public void Before_something_unknown_it_is_not_a_number()
    {
        var model = new ModelSketch(32);
        model.Linear(64);
        model.Add(path => new UnknownNode(path, [model.Last], "call to Foo.Bar"));
        model.Linear(10);

        Assert.True(double.IsNaN(SignalPropagation.Predict(model.Graph).UsualLog10Ratio));
    }

    private static LayerGraph Convolutions(Size pixels)
    {
        var weight = WeightInitializer.TorchSharpDefault;
        return new(
            [
                new InputNode("x", 1, pixels),
                new ConvolutionNode("c1", [0], Size.Of(3), Size.Of(16), Size.Of(9), Size.Of(1), Size.Of(1), false, weight, BiasInitializer.TorchSharpDefault),
                new ActivationNode("relu", [1], ActivationFunction.ReLU),
                new PoolNode("pool", [2], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)),
                new LinearNode("head", [3], Size.Of(16), Size.Of(10), weight, BiasInitializer.TorchSharpDefault),
            ],
            4);
    }
}
