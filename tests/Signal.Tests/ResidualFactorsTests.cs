namespace GradGuard.Signal.Tests;

/// <summary>Growth of the gradient's variance over 24 residual blocks, measured at width 192 by Monte Carlo at the blocks' inputs.</summary>
public class ResidualFactorsTests
{
    private static readonly WeightInitializer He = WeightInitializer.KaimingNormal(InitializerGain.ReLU);

    [Fact]
    public void A_default_branch_adds_an_eighteenth_a_block() =>
        Assert.Equal(1.055, PerBlock((model, skip) => Branch(model, skip, null, ActivationFunction.ReLU)), 0.015);

    [Fact]
    public void A_He_branch_triples_the_gradient_at_every_block() =>
        Assert.Equal(3.0, PerBlock((model, skip) => Branch(model, skip, He, ActivationFunction.ReLU)), 0.15);

    [Fact]
    public void A_sigmoid_after_the_addition_is_ruinous() =>
        Assert.Equal(0.053, PerBlock(PostActivation(ActivationFunction.Sigmoid)), 0.008);

    [Fact]
    public void A_tanh_after_the_addition_costs_a_little() =>
        Assert.Equal(0.964, PerBlock(PostActivation(ActivationFunction.Tanh), ActivationFunction.Tanh), 0.05);

    [Fact]
    public void A_ReLU_after_the_addition_is_harmless_since_active_units_stay_active() =>
        Assert.Equal(1.005, PerBlock(PostActivation(ActivationFunction.ReLU), ActivationFunction.ReLU), 0.05);

    [Fact]
    public void Behind_a_He_branch_it_lets_two_thirds_of_the_gradient_pass() =>
        Assert.Equal(2.11, PerBlock(
            (model, skip) =>
            {
                Branch(model, skip, He, ActivationFunction.ReLU);
                model.Activation(ActivationFunction.ReLU);
            },
            ActivationFunction.ReLU), 0.08);

    [Fact]
    public void A_scaled_He_branch_grows_by_the_square_of_its_scale() =>
        Assert.Equal(1.02, PerBlock((model, skip) =>
        {
            model.Linear(192, He);
            model.Activation(ActivationFunction.ReLU);
            model.Linear(192, He);
            int branch = model.Last;
            model.Add(path => new ScaleNode(path, [branch], 0.1));
            model.Plus(skip);
        }), 0.02);

    private static Action<ModelSketch, int> PostActivation(ActivationFunction outer) => (model, skip) =>
    {
        Branch(model, skip, null, ActivationFunction.ReLU);
        model.Activation(outer);
    };

    private static void Branch(ModelSketch model, int skip, WeightInitializer? weight, ActivationFunction inner)
    {
        model.Linear(192, weight);
        model.Activation(inner);
        model.Linear(192, weight);
        model.Plus(skip);
    }

    // The forward signal grows by the same branch, so the first layer of two blocks differ by the gradient and the signal they see.
    private static double PerBlock(Action<ModelSketch, int> block, ActivationFunction? afterStem = null)
    {
        LayerGraph graph = ModelSketch.Residual(24, 192, block, afterStem);
        FlowPrediction prediction = SignalPropagation.Predict(graph, new TrainingSetting(1));
        LayerFlow early = prediction.Layers[7];
        LayerFlow late = prediction.Layers[39];
        double gradient = 2 * (early.Log10Norm.Middle - late.Log10Norm.Middle);
        double signal = Input(early) - Input(late);
        return Math.Pow(10, (gradient - signal) / 16);

        double Input(LayerFlow layer) => prediction.Signals[graph.Nodes[layer.Node].Inputs[0]].Middle;
    }
}
