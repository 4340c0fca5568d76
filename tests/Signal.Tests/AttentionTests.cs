namespace GradGuard.Signal.Tests;

public class AttentionTests
{
    private const int Steps = 16;

    [Fact]
    public void Under_a_causal_mask_a_mean_over_t_positions_keeps_one_part_in_t()
    {
        // The mean of 1/t over the positions, for 1/T: so much larger is what attention gives, and the layer after it sees.
        double harmonic = Enumerable.Range(1, Steps).Sum(t => 1.0 / t);

        double gain = Signal(isCausal: true) - Signal(isCausal: false);

        Assert.Equal(Math.Log10(harmonic), gain, 0.02);
    }

    [Fact]
    public void Where_a_loss_sees_the_mean_over_a_sequence_queries_that_are_alike_pull_the_same_way()
    {
        // Every position has the same gradient then and meets the same keys, so what positions share adds up instead of averaging out.
        double different = Queries(sharedBias: 0.01);
        double alike = Queries(sharedBias: 1);

        Assert.True(alike > different + 0.1, $"{alike} is not above {different}");
    }

    // PyTorch has 0.42 and 0.45 over 30 seeds. Were the weights still even, each decade of the scale would be one of the gradient.
    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    public void Of_attention_that_chooses_one_position_only_the_queries_between_two_learn(double scale)
    {
        double growth = Query(10 * scale) - Query(scale);

        Assert.InRange(growth, 0.4, 0.6);

        static double Query(double scale) => SignalPropagation.Predict(Model(scale)).Layers.First(layer => layer.Path == "query").UsualLog10Norm;
    }

    private static double Signal(bool isCausal)
    {
        var graph = new LayerGraph(
            [
                new InputNode("x", 1, Size.Of(Steps)),
                new ScaleNode("small", [0], 1e-3),
                new DotProductAttentionNode("attention", [1, 1, 0], IsCausal: isCausal),
            ],
            2);
        return SignalPropagation.Predict(graph).Signals[2].Middle;
    }

    private static double Queries(double sharedBias)
    {
        var graph = new LayerGraph(
            [
                new InputNode("x", 1, Size.Of(Steps)),
                Linear("embed", 0, 32) with { Weight = WeightInitializer.LeCun, Bias = BiasInitializer.Normal(sharedBias) },
                Linear("query", 1, 32),
                Linear("key", 0, 32),
                Linear("value", 0, 32),
                new DotProductAttentionNode("attention", [2, 3, 4]),
                new PoolNode("mean", [5], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)),
                Linear("head", 6, 4),
            ],
            7);
        FlowPrediction prediction = SignalPropagation.Predict(graph);
        return prediction.Layers.First(layer => layer.Path == "query").UsualLog10Norm - prediction.Layers.First(layer => layer.Path == "value").UsualLog10Norm;
    }

    private static LayerGraph Model(double scale) => new(
        [
            new InputNode("x", 1, Size.Of(Steps)),
            Linear("query", 0, 32),
            Linear("key", 0, 32),
            Linear("value", 0, 32),
            new DotProductAttentionNode("attention", [1, 2, 3], scale / Math.Sqrt(32), Size.Of(32)),
            Linear("head", 4, 4),
        ],
        5);

    private static LinearNode Linear(string path, int from, long units) =>
        new(path, [from], Size.Of(32), Size.Of(units), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault);
}
