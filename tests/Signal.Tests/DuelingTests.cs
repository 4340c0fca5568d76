namespace GradGuard.Signal.Tests;

/// <summary>The value of a state beside the advantages of its actions, less their mean (Wang et al. 2016, equation 9).</summary>
public class DuelingTests
{
    [Fact]
    public void What_all_outputs_share_tells_that_they_are_no_scores_of_classes()
    {
        LayerGraph graph = Dueling(isCentred: true);

        Assert.Equal(Norms(graph, LossKind.SquaredError), Norms(graph, LossKind.Unknown));
        Assert.NotEqual(Norms(graph, LossKind.CrossEntropy), Norms(graph, LossKind.Unknown));
    }

    [Fact]
    public void The_mean_takes_from_the_advantages_what_all_actions_share()
    {
        // value.2 over advantage.2.
        double plain = Ratio(Dueling(isCentred: false));
        double centred = Ratio(Dueling(isCentred: true));

        // PyTorch 1.13 measures 0.60 (means over 200 draws).
        Assert.InRange(centred - plain, 0.35, 0.85);

        static double Ratio(LayerGraph graph)
        {
            var layers = SignalPropagation.Predict(graph).Layers.ToDictionary(layer => layer.Path, layer => layer.UsualLog10Norm);
            return layers["n6"] - layers["n3"];
        }
    }

    // Means over 200 draws of log10(gradient norm / that of the advantages' last layer) at 64 samples, PyTorch 1.13.
    [Theory]
    [InlineData("n1", 1.19)]
    [InlineData("n6", 0.92)]
    public void What_samples_share_of_the_value_adds_up_over_all_actions_and_leaves_the_advantages(string path, double measured)
    {
        var layers = SignalPropagation.Predict(Dueling(isCentred: true)).Layers.ToDictionary(layer => layer.Path, layer => layer.UsualLog10Norm);

        Assert.InRange(layers[path] - layers["n3"] - measured, -0.15, 0.15);
    }

    private static IEnumerable<double> Norms(LayerGraph graph, LossKind loss) =>
        SignalPropagation.Predict(graph, new TrainingSetting(Loss: loss)).Layers.Select(layer => layer.UsualLog10Norm);

    private static LayerGraph Dueling(bool isCentred)
    {
        var model = new ModelSketch(12);
        model.Linear(64);
        int trunk = model.Activation(ActivationFunction.ReLU);
        int advantages = model.Linear(5);
        if (isCentred)
        {
            model.Add(path => new SumNode(path, [advantages], OverFeatures: true, IsMean: true));
            model.Add(path => new ScaleNode(path, [model.Last], -1));
        }
        else
        {
            // So that the layers have the same names in both.
            model.Add(path => new DropoutNode(path, [advantages], 0));
            model.Add(path => new DropoutNode(path, [advantages], 0));
        }

        int value = model.Add(path => new LinearNode(path, [trunk], Size.Of(64), Size.Of(1), WeightInitializer.Orthogonal(4), null));
        int shown = isCentred ? model.Add(path => new AddNode(path, [advantages, value - 1])) : advantages;
        model.Add(path => new AddNode(path, [value, shown]));
        return model.Graph;
    }
}
