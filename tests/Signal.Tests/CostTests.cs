namespace GradGuard.Signal.Tests;

public class CostTests
{
    [Fact]
    public void A_cancelled_prediction_stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => SignalPropagation.Predict(Open(50), cancellation: source.Token));
    }

    [Fact]
    public void Where_not_all_sizes_can_be_tried_the_rest_widens_the_answer_as_those_do()
    {
        FlowPrediction prediction = SignalPropagation.Predict(Open(400));

        Assert.Contains(prediction.Unknowns, text => text.EndsWith("more sizes were taken to matter as much as those of their kind that were tried", StringComparison.Ordinal));
        Assert.True(prediction.Log10Ratio.Contains(prediction.UsualLog10Ratio));
        Assert.True(prediction.Log10Ratio.Width > 0.5, prediction.Log10Ratio.ToString());
    }

    [Fact]
    public void What_stands_for_itself_is_tried_before_what_stands_for_many()
    {
        var model = new ModelSketch("features");
        for (int i = 0; i < 300; i++)
        {
            model.Linear(Size.Unknown, WeightInitializer.KaimingNormal(InitializerGain.ReLU));
            model.Activation(ActivationFunction.ReLU);
        }

        model.Linear(Size.Named("hidden"), WeightInitializer.Normal(0.05));
        model.Linear(10, WeightInitializer.Normal(0.05));

        Assert.Contains(SignalPropagation.Predict(model.Graph).Unknowns, text => text.StartsWith("hidden was taken to lie", StringComparison.Ordinal));
    }

    [Fact]
    public void A_large_block_that_repeats_is_tried_a_few_times_and_drawn_on()
    {
        var block = new List<LayerNode> { new InputNode("x") };
        for (int i = 0; i < 60; i++)
        {
            block.Add(new LinearNode($"fc{i}", [block.Count - 1], Size.Of(64), Size.Of(64), WeightInitializer.KaimingNormal(1.5), BiasInitializer.Zeros));
            block.Add(new ActivationNode("", [block.Count - 1], ActivationFunction.ReLU));
        }

        var model = new ModelSketch(64);
        model.Linear(64);
        model.Add(path => new RepeatNode(path, [model.Last], new(block, block.Count - 1), Size.Named("depth")));
        model.Linear(10);

        RepeatFlow flow = SignalPropagation.Predict(model.Graph).Repeats.Single();

        (int Count, double Log10Ratio)[] last = [.. flow.Log10RatioByCount.TakeLast(3)];
        double Step(int i) => (last[i].Log10Ratio - last[i - 1].Log10Ratio) / (last[i].Count - last[i - 1].Count);
        Assert.Equal(Step(1), Step(2), 6);
        Assert.Equal(flow.Log10FactorPerBlock, Step(2), 0.05);
    }

    private static LayerGraph Open(int blocks)
    {
        var model = new ModelSketch("features");
        for (int i = 0; i < blocks; i++)
        {
            model.Linear(Size.Unknown, WeightInitializer.Xavier());
            model.Activation(ActivationFunction.Tanh);
        }

        model.Linear(10);
        return model.Graph;
    }
}
