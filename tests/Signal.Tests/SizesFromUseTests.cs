namespace GradGuard.Signal.Tests;

public class SizesFromUseTests
{
    private static readonly WeightInitializer Weight = WeightInitializer.TorchSharpDefault;

    [Fact]
    public void A_flatten_to_as_many_features_as_channels_leaves_one_position()
    {
        FlowPrediction prediction = SignalPropagation.Predict(new(
            [
                new InputNode("x"),
                new ConvolutionNode("conv", [0], Size.Of(3), Size.Of(16), Size.Of(9), Size.Of(1), Size.Of(1), false, Weight, null, Padding: Size.Of(1)),
                new PoolNode("pool", [1], PoolKind.Maximum, Size.Of(16), Size.Of(16)),
                new ReshapeNode("flatten", [2], MergesPositions: true),
                new LinearNode("fc", [3], Size.Of(16), Size.Of(10), Weight, null),
            ],
            4));

        Assert.Empty(prediction.Unknowns);
        Assert.Equal(0, prediction.Log10Ratio.Width, 6);
    }

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(4, 1, false)]
    public void A_picture_is_grown_from_one_position(int stride, int padding, bool isOne)
    {
        FlowPrediction prediction = SignalPropagation.Predict(new(
            [
                new InputNode("z"),
                new ConvolutionNode("grow", [0], Size.Of(100), Size.Of(64), Size.Of(16), Size.Of(stride), Size.Of(1), true, Weight, null, Padding: Size.Of(padding)),
                new ActivationNode("relu", [1], ActivationFunction.ReLU),
                new ConvolutionNode("paint", [2], Size.Of(64), Size.Of(3), Size.Of(16), Size.Of(4), Size.Of(1), true, Weight, null, Padding: Size.Of(1)),
            ],
            3));

        Assert.Equal(isOne, prediction.Unknowns.Count == 0);
    }

    [Fact]
    public void A_flatten_tells_how_many_indices_are_looked_up()
    {
        FlowPrediction prediction = Predict(new EmbeddingNode("fields", [0], Size.Of(50), Size.Of(16), WeightInitializer.Normal(1)), new ReshapeNode("flatten", [1], MergesPositions: true), Last(2, 3 * 16));

        Assert.Empty(prediction.Unknowns);
        Assert.Equal(0, prediction.Log10Ratio.Width, 6);
    }

    [Fact]
    public void A_flatten_tells_how_many_fields_have_their_place_in_one_table()
    {
        FlowPrediction prediction = Predict(
            new InputNode("offsets", IsShared: true), new AddNode("add", [0, 1]),
            new EmbeddingNode("fields", [2], Size.Of(50), Size.Of(16), WeightInitializer.Normal(1)), new ReshapeNode("flatten", [3], MergesPositions: true), Last(4, 3 * 16));

        Assert.Empty(prediction.Unknowns);
        Assert.Equal(0, prediction.Log10Ratio.Width, 6);
    }

    [Fact]
    public void Maps_side_by_side_are_flattened_together()
    {
        // Twice 16 channels of 4 × 4 positions; by the channels of one map alone there would be twice as many.
        double open = Predict(Convolution(0, 9, 1, 1), Convolution(0, 9, 1, 1), new ConcatenateNode("cat", [1, 2]), new ReshapeNode("flatten", [3], MergesPositions: true), Last(4, 2 * 16 * 16)).UsualLog10Ratio;
        double stated = Predict(Size.Of(16), Convolution(0, 9, 1, 1), Convolution(0, 9, 1, 1), new ConcatenateNode("cat", [1, 2]), new ReshapeNode("flatten", [3], MergesPositions: true), Last(4, 2 * 16 * 16)).UsualLog10Ratio;

        Assert.Equal(stated, open, 6);
    }

    [Fact]
    public void A_pool_that_leaves_several_positions_tells_the_size_of_the_image()
    {
        FlowPrediction prediction = Predict(
            Convolution(0, kernel: 9, stride: 4, padding: 1), new PoolNode("pool", [1], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(36)), new ReshapeNode("flatten", [2], MergesPositions: true), Last(3, 16 * 36));

        Assert.Empty(prediction.Unknowns);
    }

    [Fact]
    public void A_map_that_grows_again_has_at_its_smallest_what_is_usual_before_a_pool_over_all_of_it()
    {
        LayerNode[] layers = [Convolution(0, 9, 4, 1), Convolution(1, 9, 4, 1), Convolution(2, 16, 4, 1) with { Path = "up", Transposed = true, OutChannels = Size.Of(1) }];

        // 6 × 6 under two strides of 2.
        Assert.Equal(Predict(Size.Of(36 * 16), layers).UsualLog10Ratio, Predict(layers).UsualLog10Ratio, 6);
    }

    [Fact]
    public void A_matrix_of_neighbours_tells_how_many_positions_there_are()
    {
        FlowPrediction prediction = Predict(
            new PoolNode("mix", [0], PoolKind.Average, Size.Of(3), Size.Of(1), OutputPositions: Size.Of(15)),
            new LinearNode("w", [1], Size.Of(6), Size.Of(16), WeightInitializer.Normal(1), null),
            new LinearNode("v", [2], Size.Of(16), Size.Of(1), WeightInitializer.Normal(1), null));

        // The mean of three independent neighbours.
        Assert.Equal(Math.Log10(1 / 3.0), prediction.Signals[1].Middle, 0.1);
    }

    [Fact]
    public void Positions_that_a_recurrent_layer_reads_at_once_are_one_step_each()
    {
        // 8 positions of 16 channels a step, and 32 steps as usual.
        LayerNode[] layers = [Convolution(0, 9, 1, 1), new ReshapeNode("columns", [1]), new RecurrentNode("rnn", [2], RecurrentKind.Tanh, Size.Of(16 * 8), Size.Of(16), Size.Of(1), false), new SelectNode("last", [3]), Last(4)];

        Assert.Equal(Predict(Size.Of(8 * 32), layers).UsualLog10Ratio, Predict(layers).UsualLog10Ratio, 6);
    }

    [Fact]
    public void Positions_that_are_joined_to_steps_meet_weights_of_their_own()
    {
        // One step of all positions is what a flatten makes of them.
        LayerNode[] joined = [Convolution(0, 9, 1, 1), new ReshapeNode("columns", [1]), Step(16 * 64), new SelectNode("last", [3]), Last(4)];
        LayerNode[] flat = [Convolution(0, 9, 1, 1), new ReshapeNode("flatten", [1], MergesPositions: true), Step(16 * 64), new SelectNode("last", [3]), Last(4)];

        Assert.Equal(Predict(Size.Of(64), flat).UsualLog10Ratio, Predict(Size.Of(64), joined).UsualLog10Ratio, 6);

        static RecurrentNode Step(long features) => new("rnn", [2], RecurrentKind.Tanh, Size.Of(features), Size.Of(16), Size.Of(1), false);
    }

    [Fact]
    public void An_image_is_as_large_as_its_kernels_need()
    {
        // 49 elements without padding behind two halvings: at least 25 × 25 pixels, where 16 × 16 are usual.
        double open = Predict(Convolution(0, 9, 4, 1), Convolution(1, 9, 4, 1), Convolution(2, 49, 1, 0), new PoolNode("pool", [3], PoolKind.Maximum, Size.Of(1)), Last(4)).UsualLog10Ratio;
        double stated = Predict(Size.Of(25 * 25), Convolution(0, 9, 4, 1), Convolution(1, 9, 4, 1), Convolution(2, 49, 1, 0), new PoolNode("pool", [3], PoolKind.Maximum, Size.Of(1)), Last(4)).UsualLog10Ratio;

        Assert.Equal(stated, open, 0.05);
    }

    [Fact]
    public void What_is_left_for_a_pool_over_the_whole_map_is_no_single_pixel()
    {
        LayerNode[] layers = [.. Enumerable.Range(0, 5).Select(i => Convolution(i, 9, 4, 1)), new PoolNode("pool", [5], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)), Last(6)];

        Assert.Equal(Predict(Size.Of(192 * 192), layers).UsualLog10Ratio, Predict(layers).UsualLog10Ratio, 0.05);
    }

    private static FlowPrediction Predict(params LayerNode[] layers) => Predict(Size.Unknown, layers);

    private static FlowPrediction Predict(Size pixels, params LayerNode[] layers) => SignalPropagation.Predict(new([new InputNode("x", 1, pixels), .. layers], layers.Length));

    private static ConvolutionNode Convolution(int input, long kernel, long stride, long padding) =>
        new($"conv{input}", [input], Size.Of(input == 0 ? 3 : 16), Size.Of(16), Size.Of(kernel), Size.Of(stride), Size.Of(1), false, Weight, null, Padding: Size.Of(padding));

    private static LinearNode Last(int input, long features = 16) => new("fc", [input], Size.Of(features), Size.Of(10), Weight, null);

    [Fact]
    public void Halves_that_a_layer_takes_tell_the_width_of_the_whole()
    {
        FlowPrediction prediction = SignalPropagation.Predict(new(
            [
                new InputNode("x"),
                new PartNode("half", [0], Parts: Size.Of(2)),
                new PartNode("half", [0], Parts: Size.Of(2)),
                new LinearNode("shift", [1], Size.Of(3), Size.Of(3), Weight, null),
                new AddNode("add", [2, 3]),
                new LinearNode("out", [4], Size.Of(3), Size.Of(2), Weight, null),
            ],
            5));

        Assert.Empty(prediction.Unknowns);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    public void The_fan_out_of_a_draw_knows_nothing_of_groups(long groups)
    {
        // PyTorch and TorchSharp count a weight [out, in / groups, 3, 3] as out · 9 going out; He's variance is 2 over that.
        double signal = SignalPropagation.Predict(new(
            [
                new InputNode("x", 1, Size.Of(1024)),
                new ConvolutionNode("conv", [0], Size.Of(32), Size.Of(32), Size.Of(9), Size.Of(1), Size.Of(groups), false, WeightInitializer.KaimingNormal(Math.Sqrt(2), FanMode.FanOut), null),
            ],
            1)).Signals[1].Middle;

        Assert.Equal(Math.Log10(2.0 / groups), signal, 0.1);
    }

    [Fact]
    public void A_table_of_positions_tells_the_steps_of_what_it_is_added_to()
    {
        FlowPrediction prediction = SignalPropagation.Predict(new(
            [
                new InputNode("x"),
                new LinearNode("patch", [0], Size.Of(48), Size.Of(32), Weight, null),
                new InputNode("token", 1, Size.Of(1), IsShared: true),
                new ConcatenateNode("cat", [2, 1], AlongPositions: true),
                new InputNode("positions", 1, Size.Of(17), IsShared: true),
                new AddNode("add", [3, 4]),
                new PoolNode("mean", [5], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)),
                new LinearNode("head", [6], Size.Of(32), Size.Of(10), Weight, null),
            ],
            7));

        Assert.Empty(prediction.Unknowns);
    }

    [Fact]
    public void What_stands_beside_a_token_that_is_read_gets_only_what_attends_to_it()
    {
        // Nothing attends here: all of the gradient is the token's.
        FlowPrediction prediction = SignalPropagation.Predict(new(
            [
                new InputNode("x", 1, Size.Of(16)),
                new LinearNode("patch", [0], Size.Of(48), Size.Of(32), Weight, null),
                new InputNode("token", 1, Size.Of(1), IsShared: true),
                new ConcatenateNode("cat", [2, 1], AlongPositions: true),
                new NormalizationNode("norm", [3], NormalizationKind.Layer),
                new SelectNode("select", [4], IsFirst: true),
                new LinearNode("head", [5], Size.Of(32), Size.Of(10), Weight, null),
            ],
            6));

        Assert.True(prediction.Layers[0].UsualLog10Norm < -6, prediction.Layers[0].ToString());
    }

    [Fact]
    public void Weights_of_a_softmax_over_positions_sum_to_one()
    {
        FlowPrediction prediction = SignalPropagation.Predict(new(
            [
                new InputNode("x", 1, Size.Of(50)),
                new LinearNode("score", [0], Size.Of(16), Size.Of(1), Weight, null),
                new SoftmaxNode("softmax", [1], Logarithm: false),
                new MultiplyNode("weighed", [2, 0]),
                new SumNode("pool", [3], OverFeatures: false),
                new LinearNode("fc", [4], Size.Of(16), Size.Of(10), Weight, null),
            ],
            5));

        // The mean of 50 independent vectors, under weights a third more uneven than even ones: Var(score) = 1/3, so Σ p² = e^(1/3) / 50.
        Assert.Equal(Math.Log10(Math.Exp(1.0 / 3) / 50), prediction.Signals[4].Middle, 0.1);
    }
}
