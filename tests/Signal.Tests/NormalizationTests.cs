namespace GradGuard.Signal.Tests;

public class NormalizationTests
{
    [Fact]
    public void A_layer_whose_inputs_are_nearly_alike_keeps_a_gradient_under_batch_normalization()
    {
        // Sigmoids leave samples almost equal; batch normalization works on what little differs, and takes out no more than there is.
        LayerGraph graph = ModelSketch.Residual(6, 64, (model, skip) =>
        {
            model.Linear(128);
            model.Activation(ActivationFunction.Sigmoid);
            model.Linear(64);
            model.Normalization(NormalizationKind.Batch);
            model.Plus(skip);
        });

        Assert.All(SignalPropagation.Predict(graph).Layers, layer => Assert.True(layer.Log10Norm.IsBounded, layer.ToString()));
    }

    [Fact]
    public void A_single_weight_under_batch_normalization_has_no_gradient()
    {
        // A 1 × 1 convolution of one channel only scales its unit, which the normalization undoes.
        var model = new ModelSketch(1, Size.Of(64));
        model.Add(path => new ConvolutionNode(
            path, [0], Size.Of(1), Size.Of(8), Size.Of(1), Size.Of(1), Size.Of(1), Transposed: false, WeightInitializer.TorchSharpDefault, null));
        model.Normalization(NormalizationKind.Batch);
        model.Activation(ActivationFunction.ReLU);
        model.Add(path => new PoolNode(path, [model.Last], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)));
        model.Add(path => new LinearNode(path, [model.Last], Size.Of(8), Size.Of(3), WeightInitializer.TorchSharpDefault, null));

        Assert.Equal(double.NegativeInfinity, SignalPropagation.Predict(model.Graph).Log10Ratio.Low);
    }

    [Fact]
    public void Batch_normalization_cures_a_sigmoid_stack_and_layer_normalization_does_not()
    {
        Assert.InRange(Ratio(NormalizationKind.Batch), -1, 1);
        Assert.InRange(Ratio(NormalizationKind.Layer), -6, -3);

        static double Ratio(NormalizationKind kind) =>
            SignalPropagation.Predict(ModelSketch.Stack(10, 128, ActivationFunction.Sigmoid, normalization: kind)).Log10Ratio.Middle;
    }

    [Theory]
    [InlineData(NormalizationKind.Batch)]
    [InlineData(NormalizationKind.Instance)]
    public void What_measures_each_unit_alone_may_as_well_stand_before_a_concatenation(NormalizationKind kind)
    {
        FlowPrediction joinedFirst = SignalPropagation.Predict(Dense(kind, joinsFirst: true));
        FlowPrediction normalisedFirst = SignalPropagation.Predict(Dense(kind, joinsFirst: false));

        Assert.Equal(normalisedFirst.Layers.Select(Norm), joinedFirst.Layers.Select(Norm));

        static double Norm(LayerFlow layer) => Math.Round(layer.Log10Norm.Middle, 9);
    }

    [Fact]
    public void Concatenations_of_the_same_values_again_and_again_end()
    {
        var model = new ModelSketch(8, Size.Of(64));
        for (int i = 0; i < 60; i++)
        {
            model.Add(path => new ConcatenateNode(path, [model.Last, model.Last]));
            model.Activation(ActivationFunction.ReLU);
        }

        model.Linear(4, from: model.Last);

        Assert.Single(SignalPropagation.Predict(model.Graph).Layers);
    }

    // A layer's output beside its input, which is several times as large, nested as in a block that grows by one layer after another.
    private static LayerGraph Dense(NormalizationKind kind, bool joinsFirst)
    {
        var model = new ModelSketch(8, Size.Of(64));
        int grown = Convolution(0, 8);
        int small = Convolution(grown, 8);
        int wide = joinsFirst
            ? Normalised(Joined(Joined(0, grown), small))
            : Joined(Normalised(0), Normalised(grown), Normalised(small));
        model.Add(path => new ActivationNode(path, [wide], ActivationFunction.ReLU));
        Convolution(model.Last, 24);
        model.Add(path => new PoolNode(path, [model.Last], PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)));
        model.Add(path => new LinearNode(path, [model.Last], Size.Of(8), Size.Of(3), WeightInitializer.TorchSharpDefault, null));
        return model.Graph;

        int Convolution(int from, long channels) => model.Add(_ => new ConvolutionNode(
            $"conv{from}", [from], Size.Of(channels), Size.Of(8), Size.Of(9), Size.Of(1), Size.Of(1), Transposed: false, WeightInitializer.TorchSharpDefault, null));

        int Joined(params int[] parts) => model.Add(path => new ConcatenateNode(path, parts));

        int Normalised(int from) => model.Add(path => new NormalizationNode(path, [from], kind));
    }
}
