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

        Assert.InRange(centred - plain, 0.01, 0.5);

        static double Ratio(LayerGraph graph)
        {
            var layers = SignalPropagation.Predict(graph).Layers.ToDictionary(layer => layer.Path, layer => layer.UsualLog10Norm);
            return layers["n6"] - layers["n3"];
        }
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
