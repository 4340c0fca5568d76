namespace GradGuard.Signal.Tests;

public class MatrixProductTests
{
    private static readonly WeightInitializer Weight = WeightInitializer.Normal(1);

    [Fact]
    public void Each_element_sums_as_many_products_as_the_first_has_features()
    {
        // The mean square of a generated weight is that of 16 products, and the value's that of 8 products of it with 1.
        Assert.Equal(Math.Log10(16 * 8), Generated(Size.Of(32)).Signals[5].Middle, 3);
    }

    [Fact]
    public void Generated_weights_pass_the_gradient_to_what_makes_them_and_to_what_they_are_applied_to()
    {
        FlowPrediction prediction = Generated(Size.Of(32));

        // Both are as far from the loss as a weight of the head: δ of the product times 16 · 1 for the generator (its own 16 inputs), times
        // the 16 · 32 of the weights' energy over the head's 8 inputs for what comes before.
        double generator = prediction.Layers.Single(layer => layer.Path == "generator").Log10Norm.Middle;
        double value = prediction.Layers.Single(layer => layer.Path == "value").Log10Norm.Middle;
        Assert.Equal(0.5 * Math.Log10(32 * 8 * 16.0 / (8 * 16 * 32.0 * 16)), generator - value, 0.1);
    }

    [Fact]
    public void Keys_times_values_sum_over_positions() => Assert.Equal(
        Math.Log10(50),
        SignalPropagation.Predict(new(
            [
                new InputNode("k", 1, Size.Of(50)),
                new InputNode("v", 1, Size.Of(50)),
                new MatrixProductNode("kv", [0, 1], FirstByPositions: true, SecondByPositions: true),
                new LinearNode("head", [2], Size.Of(8), Size.Of(4), Weight, null),
            ],
            3)).Signals[2].Middle,
        3);

    [Fact]
    public void What_all_keys_have_alike_tells_a_query_nothing_behind_a_softmax_over_them()
    {
        // Measured with PyTorch over 60 draws of a batch of 32 with ten keys, whose biases are as large as the rest of them: probabilities
        // less labels add up to nothing over the keys.
        FlowPrediction prediction = SignalPropagation.Predict(
            new(
                [
                    new InputNode("x"),
                    new LinearNode("query", [0], Size.Of(16), Size.Of(32), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault),
                    new InputNode("items", 1, Size.Of(10)),
                    new LinearNode("key", [2], Size.Of(8), Size.Of(32), WeightInitializer.TorchSharpDefault, BiasInitializer.Normal(1)),
                    new MatrixProductNode("scores", [1, 3], FirstByPositions: false, SecondByPositions: false),
                ],
                4),
            new(32));

        Assert.Equal(0.13, prediction.UsualLog10Ratio, 0.1);
    }

    private static FlowPrediction Generated(Size features) => SignalPropagation.Predict(new(
        [
            new InputNode("z"),
            new LinearNode("generator", [0], Size.Of(16), Size.Of(8 * 32), Weight, null),
            new InputNode("x"),
            new LinearNode("value", [2], Size.Of(16), Size.Of(8), WeightInitializer.Normal(0.25), null),
            new ReshapeNode("weight", [1], Spread: Size.Of(8)),
            new MatrixProductNode("product", [3, 4], FirstByPositions: false, SecondByPositions: true, Size.Of(8)),
            new LinearNode("head", [5], features, Size.Of(4), Weight, null),
        ],
        6));
}
