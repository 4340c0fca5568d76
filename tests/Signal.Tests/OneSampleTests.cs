namespace GradGuard.Signal.Tests;

/// <summary>A model whose rows are the positions of one sample, as a graph's nodes are, is trained with that one.</summary>
public class OneSampleTests
{
    [Fact]
    public void Its_batch_is_one_where_nothing_states_it()
    {
        LayerGraph graph = Mixing(3) with { IsOneSample = true };

        Assert.Equal(Norms(SignalPropagation.Predict(graph, new TrainingSetting(BatchSize: 1))), Norms(SignalPropagation.Predict(graph)));
        Assert.NotEqual(Norms(SignalPropagation.Predict(Mixing(3))), Norms(SignalPropagation.Predict(graph)));
    }

    [Fact]
    public void A_stated_batch_is_taken_as_it_is()
    {
        var stated = new TrainingSetting(BatchSize: 32);

        Assert.Equal(Norms(SignalPropagation.Predict(Mixing(3), stated)), Norms(SignalPropagation.Predict(Mixing(3) with { IsOneSample = true }, stated)));
    }

    [Fact]
    public void A_block_that_repeats_changes_nothing_of_that()
    {
        LayerGraph block = Mixing(1);
        var repeated = new LayerGraph([new InputNode("x", 1, Size.Of(32)), new RepeatNode("blocks", [0], block, Size.Of(3), 1)], 1) { IsOneSample = true };

        Assert.Equal(Norms(SignalPropagation.Predict(repeated, new TrainingSetting(BatchSize: 1))), Norms(SignalPropagation.Predict(repeated)));
    }

    private static IEnumerable<double> Norms(FlowPrediction prediction) => prediction.Layers.Select(layer => layer.UsualLog10Norm);

    private static LayerGraph Mixing(int layers)
    {
        var model = new ModelSketch(16, Size.Of(32));
        for (int i = 0; i < layers; i++)
        {
            model.Linear(16);
            model.Add(path => new PoolNode(path, [model.Last], PoolKind.Average, Size.Of(7), Size.Of(1)));
            model.Activation(ActivationFunction.Sigmoid);
        }

        return model.Graph;
    }
}
