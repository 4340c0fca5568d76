namespace GradGuard.Signal.Tests;

public class RepeatTests
{
    [Fact]
    public void A_known_count_is_the_same_as_writing_the_blocks_out()
    {
        FlowPrediction repeated = SignalPropagation.Predict(Model(Size.Of(6)));
        FlowPrediction written = SignalPropagation.Predict(ModelSketch.Stack(7, 64, ActivationFunction.Sigmoid));

        Assert.Equal(written.Layers.Count, repeated.Layers.Count);
        Assert.Equal(written.Log10Ratio.Middle, repeated.Log10Ratio.Middle, 6);
        Assert.Empty(repeated.Repeats);
    }

    [Fact]
    public void A_named_count_gives_a_factor_per_block_and_the_depth_that_passes_a_limit()
    {
        RepeatFlow flow = Assert.Single(SignalPropagation.Predict(Model(Size.Named("layers"))).Repeats);

        Assert.Equal(0.5 * Math.Log10(0.0200), flow.Log10FactorPerBlock, 0.02);
        Assert.Equal("layers", flow.Count.Symbol);
        Assert.Equal(3, flow.CountBelow(-3)!.Value, 1.0);
        Assert.Null(flow.CountAbove(3));
    }

    [Fact]
    public void The_ratio_of_a_named_count_spans_the_plausible_depths()
    {
        FlowPrediction prediction = SignalPropagation.Predict(Model(Size.Named("layers")));

        Assert.True(prediction.Log10Ratio.High > -3, prediction.Log10Ratio.ToString());
        Assert.True(prediction.Log10Ratio.Low < -10, prediction.Log10Ratio.ToString());
        Assert.Contains(prediction.Unknowns, text => text.StartsWith("layers was taken", StringComparison.Ordinal));
    }

    [Fact]
    public void A_count_in_the_millions_ends_in_time()
    {
        FlowPrediction prediction = SignalPropagation.Predict(Model(Size.Of(5_000_000)));

        Assert.True(prediction.Log10Ratio.IsBelow(-50));
    }

    [Fact]
    public void Turns_may_hand_on_several_values()
    {
        // u' = v, v' = W u: after two turns each has passed one layer.
        var block = new LayerGraph([new InputNode("u"), new InputNode("v"), Fc(0), new OutputsNode("carried", [1, 2])], 3);
        var model = new ModelSketch(64);
        int repeat = model.Add(path => new RepeatNode(path, [0, 0], block, Size.Of(2), Carried: 2));
        int first = model.Add(path => new CarriedNode(path, [repeat], 0));
        int second = model.Add(path => new CarriedNode(path, [repeat], 1));
        model.Add(path => new OutputsNode(path, [first, second]));

        Assert.Equal(2, SignalPropagation.Predict(model.Graph).Layers.Count);
    }

    [Fact]
    public void Turns_may_share_their_weights()
    {
        var block = new LayerGraph([new InputNode("x"), Fc(0) with { SharesWeights = true }, new ActivationNode("act", [1], ActivationFunction.Tanh)], 2);
        var model = new ModelSketch(64);
        model.Add(path => new RepeatNode(path, [0], block, Size.Of(5)));
        model.Linear(10);

        FlowPrediction prediction = SignalPropagation.Predict(model.Graph);

        Assert.Equal(["fc", "n2"], prediction.Layers.Select(layer => layer.Path));
    }

    private static LinearNode Fc(int input) =>
        new("fc", [input], Size.Of(64), Size.Of(64), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault);

    private static LayerGraph Model(Size count)
    {
        var block = new LayerGraph(
            [
                new InputNode("x"),
                new LinearNode("fc", [0], Size.Of(64), Size.Of(64), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault),
                new ActivationNode("act", [1], ActivationFunction.Sigmoid),
            ],
            2);
        var model = new ModelSketch(32);
        model.Linear(64);
        model.Activation(ActivationFunction.Sigmoid);
        model.Add(path => new RepeatNode(path, [model.Last], block, count));
        model.Linear(10);
        return model.Graph;
    }
}
