namespace GradGuard.Signal.Tests;

public class JacobianBoundTests
{
    [Fact]
    public void Ten_sigmoids_keep_at_best_a_quarter_each()
    {
        var bound = JacobianBound.Of(ModelSketch.Stack(10, 128, ActivationFunction.Sigmoid));

        Assert.Equal(10, bound.Activations);
        Assert.Equal(10 * Math.Log10(0.25), bound.Log10Slopes, 9);
    }

    [Fact]
    public void A_square_default_matrix_stretches_by_two_over_root_three()
    {
        Assert.Equal(2 / Math.Sqrt(3), JacobianBound.SpectralNorm(WeightInitializer.TorchSharpDefault, 256, 256), 9);
        Assert.Equal(3, JacobianBound.SpectralNorm(WeightInitializer.Orthogonal(3), 256, 256), 9);
    }

    [Fact]
    public void The_bound_is_never_below_the_expected_loss()
    {
        foreach (ActivationFunction activation in new[] { ActivationFunction.Sigmoid, ActivationFunction.Tanh, ActivationFunction.ReLU })
        {
            LayerGraph graph = ModelSketch.Stack(8, 64, activation, features: 64);
            FlowPrediction prediction = SignalPropagation.Predict(graph);
            double signals = 0.5 * (prediction.Signals[0].Middle - prediction.Signals[^2].Middle);

            Assert.True(JacobianBound.Of(graph).Log10Bound > prediction.Log10Ratio.Middle - signals - 1);
        }
    }

    [Fact]
    public void A_skip_keeps_the_bound_from_falling()
    {
        LayerGraph graph = ModelSketch.Residual(10, 64, (model, skip) =>
        {
            model.Linear(64);
            model.Activation(ActivationFunction.Sigmoid);
            model.Plus(skip);
        });

        Assert.True(JacobianBound.Of(graph).Log10Bound >= 0);
    }

    [Fact]
    public void A_repeated_block_counts_as_often_as_it_stands()
    {
        var block = new LayerGraph([new InputNode("x"), new ActivationNode("a", [0], ActivationFunction.Sigmoid)], 1);
        var model = new ModelSketch(8);
        model.Linear(8);
        model.Add(path => new RepeatNode(path, [model.Last], block, Size.Of(5)));

        Assert.Equal(5, JacobianBound.Of(model.Graph).Activations);
        Assert.Equal(5 * Math.Log10(0.25), JacobianBound.Of(model.Graph).Log10Slopes, 9);
    }

    [Fact]
    public void An_empty_graph_has_the_bound_of_nothing() =>
        Assert.Equal(0, JacobianBound.Of(new LayerGraph([], 0)).Log10Bound);
}
