using FsCheck;
using FsCheck.Fluent;

namespace GradGuard.Signal.Tests;

public class PredictionPropertiesTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(100).WithQuietOnSuccess(true);

    [Fact]
    public void Any_graph_has_a_prediction_and_no_figure_of_it_is_not_a_number() => Check.One(Many, Prop.ForAll(RandomGraphs.All, graph =>
    {
        FlowPrediction prediction = SignalPropagation.Predict(graph);

        Assert.Equal(graph.Nodes.Count, prediction.Signals.Count);
        foreach (Interval interval in prediction.Layers.Select(layer => layer.Log10Norm)
            .Concat(prediction.Signals).Append(prediction.Log10Ratio).Append(prediction.Log10ForwardGrowth))
        {
            Assert.False(double.IsNaN(interval.Low) || double.IsNaN(interval.High), interval.ToString());
            Assert.True(interval.Low <= interval.High, interval.ToString());
        }

        Assert.DoesNotContain(prediction.Repeats, repeat => double.IsNaN(repeat.Log10FactorPerBlock));
        Assert.False(double.IsNaN(JacobianBound.Of(graph).Log10Slopes));
    }));

    [Fact]
    public void A_cancelled_prediction_stops() => Assert.Throws<OperationCanceledException>(() =>
        SignalPropagation.Predict(ModelSketch.Stack(3, 64, ActivationFunction.ReLU), null, new CancellationToken(canceled: true)));

    [Fact]
    public void The_last_weight_layer_is_the_measure_of_the_others() => Check.One(Many, Prop.ForAll(Stacks, stack =>
        Assert.Equal(Interval.At(0), SignalPropagation.Predict(stack.Graph).Layers[^1].Log10Norm)));

    [Fact]
    public void Another_layer_of_a_saturating_stack_lowers_the_ratio() => Check.One(Many, Prop.ForAll(Stacks, stack =>
    {
        double shallow = SignalPropagation.Predict(ModelSketch.Stack(stack.Depth, stack.Width, ActivationFunction.Sigmoid)).Log10Ratio.Middle;
        double deep = SignalPropagation.Predict(ModelSketch.Stack(stack.Depth + 1, stack.Width, ActivationFunction.Sigmoid)).Log10Ratio.Middle;

        Assert.InRange(deep - shallow, -1.2, -0.6);
    }));

    [Fact]
    public void With_fan_in_initialisation_very_wide_widths_telescope() => Check.One(Many, Prop.ForAll(Widths, widths =>
    {
        var even = new ModelSketch(1_000_000);
        var uneven = new ModelSketch(1_000_000);
        foreach (int width in widths)
        {
            even.Linear(1_000_000, hasBias: false);
            even.Activation(ActivationFunction.GELU);
            uneven.Linear(width * 1_000_000L, hasBias: false);
            uneven.Activation(ActivationFunction.GELU);
        }

        // Only the widths that the first and the last layer see themselves are left.
        foreach (ModelSketch model in new[] { even, uneven })
        {
            model.Linear(1_000_000, hasBias: false);
            model.Activation(ActivationFunction.GELU);
            model.Linear(10, hasBias: false);
        }

        Assert.Equal(
            SignalPropagation.Predict(even.Graph).Log10Ratio.Middle, SignalPropagation.Predict(uneven.Graph).Log10Ratio.Middle, 1e-3);
    }));

    [Fact]
    public void Under_layer_normalization_the_scale_of_the_weights_makes_no_difference() => Check.One(Many, Prop.ForAll(
        Gen.Choose(1, 50).ToArbitrary(), tenths =>
        {
            LayerGraph plain = Normalised(WeightInitializer.LeCun);
            LayerGraph scaled = Normalised(WeightInitializer.LeCun.Scaled(tenths));

            // All but the last layer stand before a normalization; a scale divides their gradients alike.
            Assert.Equal(Between(plain), Between(scaled), 1e-3);
        }));

    [Fact]
    public void Knowing_more_never_moves_the_answer_out_of_what_was_open() => Check.One(Many, Prop.ForAll(Stacks, stack =>
    {
        double known = SignalPropagation.Predict(stack.Graph).Log10Ratio.Middle;
        var model = new ModelSketch("features");
        for (int i = 0; i < stack.Depth; i++)
        {
            model.Linear(Size.Named("hidden"));
            model.Activation(stack.Activation);
        }

        model.Linear(10);

        Interval open = SignalPropagation.Predict(model.Graph).Log10Ratio;
        Assert.True(new Interval(open.Low - 0.1, open.High + 0.1).Contains(known), $"{known} outside {open}");
    }));

    private static Arbitrary<(int Depth, long Width, ActivationFunction Activation, LayerGraph Graph)> Stacks { get; } = (
        from depth in Gen.Choose(1, 12)
        from width in Gen.Choose(32, 1024)
        from activation in Gen.Elements(ActivationFunction.Sigmoid, ActivationFunction.Tanh, ActivationFunction.ReLU, ActivationFunction.GELU)
        select (depth, (long)width, activation, ModelSketch.Stack(depth, width, activation))).ToArbitrary();

    private static Arbitrary<int[]> Widths { get; } = (
        from depth in Gen.Choose(1, 6)
        from widths in Gen.ArrayOf(Gen.Choose(1, 16), depth)
        select widths).ToArbitrary();

    private static LayerGraph Normalised(WeightInitializer weight)
    {
        var model = new ModelSketch(100);
        for (int i = 0; i < 6; i++)
        {
            model.Linear(100, weight, hasBias: false);
            model.Normalization(NormalizationKind.Layer);
            model.Activation(ActivationFunction.Tanh);
        }

        model.Linear(10);
        return model.Graph;
    }

    private static double Between(LayerGraph graph)
    {
        FlowPrediction prediction = SignalPropagation.Predict(graph);
        return prediction.Layers[1].Log10Norm.Middle - prediction.Layers[5].Log10Norm.Middle;
    }
}
