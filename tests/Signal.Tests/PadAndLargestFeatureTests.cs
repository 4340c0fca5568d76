namespace GradGuard.Signal.Tests;

public class PadAndLargestFeatureTests
{
    private static readonly WeightInitializer Weight = WeightInitializer.TorchSharpDefault;

    [Fact]
    public void A_mirrored_border_leaves_what_the_map_holds_and_zeros_thin_it_out()
    {
        // 64 positions within a border of 36, of which a kernel meets half.
        Assert.Equal(0, Padded(repeats: true), 6);
        Assert.Equal(Math.Log10(64.0 / (64 + 18)), Padded(repeats: false), 6);
    }

    [Fact]
    public void A_border_before_a_kernel_acts_as_the_kernels_own()
    {
        FlowPrediction apart = Predict(new PadNode("pad", [0], Size.Of(2), 2, Repeats: false), Size.Of(0));
        FlowPrediction within = Predict(new ReshapeNode("none", [0]), Size.Of(1));

        Assert.Equal(within.Signals[2].Middle, apart.Signals[2].Middle, 0.05);
        Assert.Equal(within.UsualLog10Ratio, apart.UsualLog10Ratio, 0.05);

        static FlowPrediction Predict(LayerNode before, Size padding) => SignalPropagation.Predict(new(
            [
                new InputNode("x", 1, Size.Of(64)),
                before,
                new ConvolutionNode("conv", [1], Size.Of(3), Size.Of(16), Size.Of(9), Size.Of(1), Size.Of(1), false, Weight, null, Padding: padding),
                new PoolNode("pool", [2], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)),
                new LinearNode("fc", [3], Size.Of(16), Size.Of(10), Weight, null),
            ],
            4));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    public void The_largest_of_two_has_the_mean_square_of_one(long features, double expected) =>
        Assert.Equal(expected, SignalPropagation.Predict(Largest(features)).Signals[1].Middle, 3);

    [Fact]
    public void The_largest_of_many_is_large() =>
        // E[max²] of 64 standard normal variables: their mean 2.37 squared, and a variance of 0.19.
        Assert.Equal(Math.Log10((2.37 * 2.37) + 0.19), SignalPropagation.Predict(Largest(64)).Signals[1].Middle, 0.02);

    [Fact]
    public void The_largest_of_each_two_leaves_half_the_features_and_their_gradient_whole()
    {
        var graph = new LayerGraph(
            [
                new InputNode("x"),
                new LinearNode("pieces", [0], Size.Of(64), Size.Of(128), Weight, null),
                new LargestFeatureNode("max", [1], Size.Of(2)),
                new LinearNode("next", [2], Size.Of(64), Size.Of(64), Weight, null),
                new LinearNode("head", [3], Size.Of(64), Size.Of(10), Weight, null),
            ],
            4);
        FlowPrediction prediction = SignalPropagation.Predict(graph, new(1, LossKind.CrossEntropy));

        // A weight of `next` sees a mean square of a third, one of `pieces` 1; the gradients before `next` are a third of those behind it, and
        // half of the pieces get one.
        Assert.Equal(Math.Log10(1.0 / 3) / 2, prediction.Signals[2].Middle / 2, 0.01);
        double first = prediction.Layers.Single(layer => layer.Path == "pieces").UsualLog10Norm;
        double second = prediction.Layers.Single(layer => layer.Path == "next").UsualLog10Norm;
        Assert.Equal(0, first - second, 0.03);
    }

    private static LayerGraph Largest(long features) => new(
        [
            new InputNode("x", 1, Size.Of(16)),
            new LargestFeatureNode("max", [0]),
            new ConvolutionNode("gate", [1], Size.Of(1), Size.Of(1), Size.Of(49), Size.Of(1), Size.Of(1), false, Weight, null),
            new ConvolutionNode("first", [0], Size.Of(features), Size.Of(8), Size.Of(1), Size.Of(1), Size.Of(1), false, Weight, null),
            new MultiplyNode("gated", [2, 3]),
        ],
        4);

    private static double Padded(bool repeats) => SignalPropagation.Predict(new(
        [
            new InputNode("x", 1, Size.Of(64)),
            new PadNode("pad", [0], Size.Of(2), 2, repeats),
            new ConvolutionNode("conv", [1], Size.Of(3), Size.Of(4), Size.Of(9), Size.Of(1), Size.Of(1), false, Weight, null, Padding: Size.Of(0)),
        ],
        2)).Signals[1].Middle;
}
