namespace GradGuard.Signal.Tests;

public class OutputsTests
{
    private static readonly WeightInitializer Weight = WeightInitializer.TorchSharpDefault;
    private static readonly BiasInitializer Bias = BiasInitializer.TorchSharpDefault;

    [Fact]
    public void Each_output_has_a_loss_of_its_own()
    {
        FlowPrediction prediction = SignalPropagation.Predict(TwoHeads(1, 1));

        Assert.Equal(0, prediction.Layers.Single(layer => layer.Path == "first").UsualLog10Norm, 6);
        Assert.Equal(2, prediction.Layers.Count(layer => layer.Path is "first" or "second"));
    }

    [Fact]
    public void A_mean_over_many_pixels_leaves_each_little()
    {
        // Squared errors of one number and of a map of 64 × 64, whose pixels have labels that are independent, each with a weight of 1 / 4096.
        double vector = Norm(Size.Of(1));
        double map = Norm(Size.Of(4096));

        Assert.InRange(map - vector, -0.5 * Math.Log10(4096), -0.5 * Math.Log10(4096 / 4));

        static double Norm(Size pixels)
        {
            var graph = new LayerGraph(
                [
                    new InputNode("x", 1, pixels),
                    new LinearNode("pixel", [0], Size.Of(8), Size.Of(1), WeightInitializer.Normal(1e-4), null),
                    new PoolNode("mean", [0], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)),
                    new NormalizationNode("norm", [2], NormalizationKind.Layer),
                    new LinearNode("whole", [3], Size.Of(8), Size.Of(1), Weight, Bias),
                    new OutputsNode("output", [1, 4]),
                ],
                5);
            return SignalPropagation.Predict(graph).Layers.Single(layer => layer.Path == "pixel").UsualLog10Norm;
        }
    }

    [Fact]
    public void The_trunk_gets_the_gradients_of_all_heads()
    {
        LayerGraph both = TwoHeads(10, 10);
        double alone = SignalPropagation.Predict(new([.. both.Nodes.Take(4)], 3)).UsualLog10Ratio;

        Assert.Equal(alone + (0.5 * Math.Log10(2)), SignalPropagation.Predict(both).UsualLog10Ratio, 0.05);
    }

    [Fact]
    public void A_frozen_layer_passes_the_gradient_and_has_none()
    {
        LayerGraph graph = TwoHeads(1, 1);
        var frozen = new LayerGraph([graph.Nodes[0], graph.Nodes[1] with { IsFrozen = true }, .. graph.Nodes.Skip(2)], graph.Output);

        Assert.Equal(["first", "second"], SignalPropagation.Predict(frozen).Layers.Select(layer => layer.Path));
    }

    [Theory]
    [InlineData(3, LossKind.SquaredError)]
    [InlineData(5, LossKind.CrossEntropy)]
    public void An_image_out_of_an_image_is_compared_with_one(long channels, LossKind loss) => AssertLoss(loss, Image(channels));

    [Fact]
    public void A_bounded_value_moved_to_another_range_is_compared_with_one()
    {
        LayerGraph image = Image(2);
        int last = image.Output;
        AssertLoss(LossKind.SquaredError, new(
            [.. image.Nodes, new ActivationNode("tanh", [last], ActivationFunction.Tanh), new ShiftNode("shift", [last + 1], 1), new ScaleNode("scale", [last + 2], 0.5)], last + 3));
    }

    [Theory]
    [InlineData(32, 32, LossKind.SquaredError)]
    [InlineData(32, 10, LossKind.CrossEntropy)]
    [InlineData(2, 2, LossKind.CrossEntropy)]
    public void As_many_features_as_the_input_has_are_compared_with_it(long given, long features, LossKind loss)
    {
        var model = new ModelSketch(given);
        model.Linear(8);
        model.Activation(ActivationFunction.ReLU);
        model.Linear(features);

        AssertLoss(loss, model.Graph);
    }

    [Fact]
    public void A_positive_value_is_no_logit()
    {
        var model = new ModelSketch(32);
        model.Linear(8);
        model.Activation(ActivationFunction.ReLU);
        model.Linear(10);
        model.Activation(ActivationFunction.Softplus());

        AssertLoss(LossKind.SquaredError, model.Graph);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(7, false)]
    public void A_mean_beside_as_many_spreads_is_no_logit(long means, bool isMean)
    {
        LayerGraph heads = TwoHeads(means, 10);
        LayerGraph graph = new([.. heads.Nodes.Take(5), new ActivationNode("spread", [4], ActivationFunction.Softplus()), new OutputsNode("output", [3, 5])], 6);
        double asErrors = SignalPropagation.Predict(graph, TrainingSetting.Usual with { Loss = LossKind.SquaredError }).UsualLog10Ratio;

        Assert.Equal(isMean, Math.Abs(asErrors - SignalPropagation.Predict(graph).UsualLog10Ratio) < 1e-9);
    }

    [Theory]
    [InlineData(true, LossKind.BinaryCrossEntropy)]
    [InlineData(false, LossKind.SquaredError)]
    public void Pixels_of_a_drawn_latent_are_probabilities(bool isDrawn, LossKind loss)
    {
        var model = new ModelSketch(64);
        int latent = model.Linear(8);
        if (isDrawn)
        {
            model.Add(path => new NoiseNode(path, [latent]));
            model.Add(path => new MultiplyNode(path, [latent, model.Last]));
        }

        model.Linear(64);
        model.Activation(ActivationFunction.Sigmoid);

        AssertLoss(loss, model.Graph);
    }

    [Theory]
    [InlineData(false, 16)]
    [InlineData(true, 64)]
    public void Pictures_of_pictures_come_in_smaller_batches(bool isClassifier, int samples)
    {
        LayerGraph image = Image(5);
        int last = image.Output;
        LayerGraph graph = isClassifier
            ? new([.. image.Nodes, new PoolNode("mean", [last], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1))], last + 1)
            : image;

        Assert.Equal(SignalPropagation.Predict(graph, new(samples)).UsualLog10Ratio, SignalPropagation.Predict(graph).UsualLog10Ratio, 9);
    }

    [Fact]
    public void A_picture_that_is_resized_like_the_input_is_one_of_its_own()
    {
        LayerGraph image = Image(5);
        LayerGraph resized = new([.. image.Nodes, new UpsampleNode("resize", [image.Output, 0], Size.Unknown)], image.Output + 1);

        Assert.Equal(SignalPropagation.Predict(resized, new(16)).UsualLog10Ratio, SignalPropagation.Predict(resized).UsualLog10Ratio, 9);
    }

    private static void AssertLoss(LossKind expected, LayerGraph graph) => Assert.Equal(
        SignalPropagation.Predict(graph, TrainingSetting.Usual with { Loss = expected }).UsualLog10Ratio, SignalPropagation.Predict(graph).UsualLog10Ratio, 9);

    private static LayerGraph Image(long channels) => new(
        [
            new InputNode("x", 1, Size.Of(256)),
            new ConvolutionNode("in", [0], Size.Of(3), Size.Of(16), Size.Of(9), Size.Of(1), Size.Of(1), false, Weight, Bias, Padding: Size.Of(1)),
            new ActivationNode("relu", [1], ActivationFunction.ReLU),
            new ConvolutionNode("out", [2], Size.Of(16), Size.Of(channels), Size.Of(9), Size.Of(1), Size.Of(1), false, Weight, Bias, Padding: Size.Of(1)),
        ],
        3);

    private static LayerGraph TwoHeads(long first, long second) => new(
        [
            new InputNode("x"),
            new LinearNode("trunk", [0], Size.Of(32), Size.Of(64), Weight, Bias),
            new ActivationNode("relu", [1], ActivationFunction.ReLU),
            new LinearNode("first", [2], Size.Of(64), Size.Of(first), Weight, Bias),
            new LinearNode("second", [2], Size.Of(64), Size.Of(second), Weight, Bias),
            new OutputsNode("output", [3, 4]),
        ],
        5);
}
