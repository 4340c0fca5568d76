namespace GradGuard.Signal.Tests;

/// <summary>Windows that overlap share elements, forward and back.</summary>
public class OverlappingWindowsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void However_often_a_map_is_smoothed_its_mean_stays_what_it_was(int times)
    {
        Assert.Equal(Ratio(0), Ratio(times), 0.01);

        static double Ratio(int times)
        {
            var model = new ModelSketch(8, Size.Of(16));
            model.Linear(16);
            for (int i = 0; i < times; i++)
            {
                model.Add(path => new PoolNode(path, [model.Last], PoolKind.Average, Size.Of(4), Size.Of(1)));
            }

            model.Add(path => new PoolNode(path, [model.Last], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)));
            model.Linear(4);
            return SignalPropagation.Predict(model.Graph).UsualLog10Ratio;
        }
    }

    [Fact]
    public void One_of_so_many_positions_has_all_of_its_own_value()
    {
        FlowPrediction prediction = SignalPropagation.Predict(Strided());

        Assert.Equal(prediction.Signals[1].Low, prediction.Signals[2].Low, 9);

        static LayerGraph Strided()
        {
            var model = new ModelSketch(8, Size.Of(16));
            model.Linear(16);
            model.Add(path => new PoolNode(path, [model.Last], PoolKind.Average, Size.Of(1), Size.Of(4)));
            model.Linear(4);
            return model.Graph;
        }
    }

    // What a batch norm takes out of the gradient makes pairs of samples weigh against each other a little; being the largest together must
    // not make more of that than the whole is.
    [Theory]
    [InlineData(16, 64)]
    [InlineData(96, 64)]
    [InlineData(1024, 32)]
    public void A_layer_before_the_largest_of_all_positions_gets_a_gradient_also_under_a_batch_norm_behind_it(long positions, long channels)
    {
        var model = new ModelSketch(3, Size.Of(positions));
        foreach (long units in new[] { 16, channels })
        {
            model.Linear(units);
            model.Normalization(NormalizationKind.Batch);
            model.Activation(ActivationFunction.ReLU);
        }

        model.Add(path => new PoolNode(path, [model.Last], PoolKind.Maximum, Size.Unknown, OutputPositions: Size.Of(1)));
        model.Linear(32);
        model.Normalization(NormalizationKind.Batch);
        model.Activation(ActivationFunction.ReLU);
        model.Linear(9);

        Assert.All(SignalPropagation.Predict(model.Graph).Layers, layer => Assert.InRange(layer.UsualLog10Norm, -2, 2));
    }
}
