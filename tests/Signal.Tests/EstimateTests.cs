using FsCheck.Fluent;

namespace GradGuard.Signal.Tests;

public class EstimateTests
{
    private static readonly FsCheck.Config Many = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(200);

    [Fact]
    public void An_estimate_is_the_prediction_at_usual_values() => FsCheck.Check.One(Many, Prop.ForAll(RandomGraphs.All, graph =>
    {
        FlowPrediction prediction = SignalPropagation.Predict(graph);
        FlowEstimate estimate = SignalPropagation.Estimate(graph);

        return estimate.Log10ForwardGrowth == prediction.UsualLog10ForwardGrowth && estimate.Log10LastInput == prediction.UsualLog10LastInput
            && estimate.Log10Signals.Zip(prediction.Signals, (usual, signal) => signal.Low <= usual && usual <= signal.High).All(isWithin => isWithin);
    }));

    [Fact]
    public void The_prediction_of_an_estimate_is_that_of_its_graph() => FsCheck.Check.One(Many, Prop.ForAll(RandomGraphs.All, graph =>
        Describe(SignalPropagation.Estimate(graph).Predict()) == Describe(SignalPropagation.Predict(graph))));

    [Fact]
    public void An_estimate_serves_again_after_a_prediction_that_was_stopped()
    {
        LayerGraph graph = OpenDepth();
        FlowEstimate estimate = SignalPropagation.Estimate(graph);

        Assert.Throws<OperationCanceledException>(() => estimate.Predict(new(canceled: true)));
        Assert.Equal(Describe(SignalPropagation.Predict(graph)), Describe(estimate.Predict()));
        Assert.Equal(Describe(SignalPropagation.Predict(graph)), Describe(estimate.Predict()));
    }

    [Fact]
    public void An_estimate_that_nothing_was_evaluated_for_says_so() =>
        Assert.Contains("SignalPropagation.Estimate", Assert.Throws<InvalidOperationException>(() => new FlowEstimate(0, 0, []).Predict()).Message);

    private static LayerGraph OpenDepth()
    {
        Size width = Size.Of(64);
        var block = new LayerGraph(
            [
                new InputNode("x"),
                new LinearNode("fc", [0], width, width, WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault),
                new ActivationNode("act", [1], ActivationFunction.Tanh),
            ],
            2);
        return new(
            [
                new InputNode("x"),
                new RepeatNode("blocks", [0], block, Size.Named("depth")),
                new LinearNode("head", [1], width, Size.Named("classes"), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault),
            ],
            2);
    }

    private static string Describe(FlowPrediction prediction) => string.Join(
        "; ",
        [
            .. prediction.Layers.Select(layer => layer.ToString()), prediction.Log10Ratio, .. prediction.Signals.Select(signal => signal.ToString()),
            .. prediction.Unknowns, .. prediction.Repeats.SelectMany(repeat => repeat.Log10RatioByCount.Select(count => count.ToString())), prediction.UsualLog10Ratio,
        ]);
}
