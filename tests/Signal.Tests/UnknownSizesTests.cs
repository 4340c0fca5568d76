namespace GradGuard.Signal.Tests;

public class UnknownSizesTests
{
    [Fact]
    public void Along_a_default_chain_sizes_that_nobody_knows_hardly_matter()
    {
        FlowPrediction known = SignalPropagation.Predict(ModelSketch.Stack(8, 128, ActivationFunction.Sigmoid));
        FlowPrediction open = SignalPropagation.Predict(Named(8, WeightInitializer.TorchSharpDefault));

        Assert.True(open.Log10Ratio.Width < 2.0, open.Log10Ratio.ToString());
        Assert.True(open.Log10Ratio.Contains(known.Log10Ratio.Middle));
        Assert.True(open.Log10Ratio.IsBelow(-4), open.Log10Ratio.ToString());
    }

    [Fact]
    public void A_width_that_cancels_widens_nothing()
    {
        // Xavier between layers of one name is square, whatever the name stands for.
        FlowPrediction open = SignalPropagation.Predict(Named(8, WeightInitializer.Xavier()));

        Assert.True(open.Log10Ratio.Width < 2.0, open.Log10Ratio.ToString());
    }

    [Fact]
    public void A_width_that_does_not_cancel_widens_the_answer_and_is_named()
    {
        FlowPrediction open = SignalPropagation.Predict(Named(8, WeightInitializer.Normal(0.05)));

        Assert.True(open.Log10Ratio.Width > 3, open.Log10Ratio.ToString());
        Assert.Contains(open.Unknowns, text => text.StartsWith("hidden was taken to lie between", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_initialiser_is_named_and_widens_the_answer()
    {
        var model = new ModelSketch(32);
        model.Linear(64);
        model.Activation(ActivationFunction.Tanh);
        int layer = model.Linear(64, WeightInitializer.Unknown);
        model.Activation(ActivationFunction.Tanh);
        model.Linear(10);

        FlowPrediction prediction = SignalPropagation.Predict(model.Graph);

        Assert.True(prediction.Log10Ratio.Width > 0.2, prediction.Log10Ratio.ToString());
        Assert.Contains($"n{layer}: its initialisation could not be followed", prediction.Unknowns);
    }

    [Fact]
    public void What_lies_before_something_unknown_has_no_estimate_and_what_lies_after_has()
    {
        var model = new ModelSketch(32);
        model.Linear(64);
        model.Add(path => new UnknownNode(path, [model.Last], "call to Foo.Bar"));
        model.Linear(64);
        model.Activation(ActivationFunction.Tanh);
        model.Linear(10);

        FlowPrediction prediction = SignalPropagation.Predict(model.Graph);

        Assert.Equal(Interval.Unbounded, prediction.Layers[0].Log10Norm);
        Assert.Equal(Interval.Unbounded, prediction.Log10Ratio);
        Assert.True(prediction.Layers[1].Log10Norm.IsBounded);
        Assert.Contains("n2: call to Foo.Bar", prediction.Unknowns);
    }

    [Fact]
    public void Something_unknown_after_the_last_layer_does_not_matter()
    {
        var model = new ModelSketch(32);
        model.Linear(64);
        model.Activation(ActivationFunction.Tanh);
        model.Linear(10);
        model.Add(path => new UnknownNode(path, [model.Last], "postprocessing"));

        Assert.True(SignalPropagation.Predict(model.Graph).Log10Ratio.IsBounded);
    }

    [Fact]
    public void A_layer_that_starts_at_zero_leaves_those_before_it_without_a_gradient_at_first()
    {
        var model = new ModelSketch(32);
        model.Linear(64);
        model.Activation(ActivationFunction.Tanh);
        model.Linear(10, WeightInitializer.Zeros);

        FlowPrediction prediction = SignalPropagation.Predict(model.Graph);

        // Nothing to report: after one step the last layer is no longer zero.
        Assert.Equal(new Interval(double.NegativeInfinity, 0), prediction.Log10Ratio);
    }

    private static LayerGraph Named(int depth, WeightInitializer weight)
    {
        var model = new ModelSketch("features");
        for (int i = 0; i < depth; i++)
        {
            model.Linear(Size.Named("hidden"), weight);
            model.Activation(ActivationFunction.Sigmoid);
        }

        model.Linear(Size.Named("classes"), weight);
        return model.Graph;
    }
}
