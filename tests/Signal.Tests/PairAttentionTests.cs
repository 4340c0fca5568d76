namespace GradGuard.Signal.Tests;

/// <summary>Graph attention by the sum of two numbers (Veličković et al. 2018), on a ring of 48 whose nodes look at nine.</summary>
public class PairAttentionTests
{
    // Medians of 21 draws in PyTorch, batches of 64, log10 over the head's norm.
    [Theory]
    [InlineData("W", 0.07)]
    [InlineData("looking", -1.21)]
    [InlineData("looked", -0.03)]
    public void Norms_are_those_measured(string layer, double measured) =>
        Assert.Equal(measured, SignalPropagation.Predict(Graph(layers: 1)).Layers.Single(other => other.Path == layer).UsualLog10Norm, 0.25);

    [Fact]
    public void Scores_matter_less_the_more_alike_the_nodes_have_become()
    {
        FlowPrediction prediction = SignalPropagation.Predict(Graph(layers: 6));
        double[] looked = [.. prediction.Layers.Where(layer => layer.Path.EndsWith("looked", StringComparison.Ordinal)).Select(layer => layer.UsualLog10Norm)];

        Assert.Equal(looked.OrderByDescending(norm => norm), looked);
        Assert.InRange(looked[0] - looked[5], 1, 2.5);
    }

    [Fact]
    public void A_mask_says_how_many_positions_there_are()
    {
        FlowPrediction stated = SignalPropagation.Predict(Graph(layers: 3));
        LayerGraph graph = Graph(layers: 3);
        FlowPrediction known = SignalPropagation.Predict(new([new InputNode("x", 1, Size.Of(48)), .. graph.Nodes.Skip(1)], graph.Output));

        Assert.Equal(known.UsualLog10Ratio, stated.UsualLog10Ratio, 9);
        Assert.Equal(0, stated.Log10Ratio.Width, 9);
    }

    private static LayerGraph Graph(int layers)
    {
        var nodes = new List<LayerNode> { new InputNode("x") };
        for (int i = 0; i < layers; i++)
        {
            (int before, int width) = (nodes.Count - 1, i == 0 ? 20 : 16);
            string prefix = layers == 1 ? "" : $"{i}.";
            nodes.Add(new LinearNode(prefix + "W", [before], Size.Of(width), Size.Of(16), WeightInitializer.Normal(1 / Math.Sqrt(width)), null));
            nodes.Add(new LinearNode(prefix + "looking", [before + 1], Size.Of(16), Size.Of(1), WeightInitializer.Normal(0.25), null));
            nodes.Add(new LinearNode(prefix + "looked", [before + 1], Size.Of(16), Size.Of(1), WeightInitializer.Normal(0.25), null));
            nodes.Add(new PairAttentionNode("attention", [before + 2, before + 3, before + 1], ActivationFunction.LeakyReLU(0.2), Size.Of(9), Size.Of(48)));
            nodes.Add(new ActivationNode("elu", [before + 4], ActivationFunction.ELU()));
        }

        nodes.Add(new PoolNode("mean", [nodes.Count - 1], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)));
        nodes.Add(new LinearNode("head", [nodes.Count - 1], Size.Of(16), Size.Of(4), WeightInitializer.Normal(0.25), null));
        return new([.. nodes], nodes.Count - 1);
    }
}
