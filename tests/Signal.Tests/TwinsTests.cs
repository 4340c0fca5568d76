namespace GradGuard.Signal.Tests;

/// <summary>The same weights on two inputs: what both sides have in common is not in their difference.</summary>
public class TwinsTests
{
    // Measured with PyTorch's default initialisation over 200 draws of a batch of 64, logistic loss; each side has 16 features of N(0, 1).
    [Theory]
    [InlineData(false, 0.14)]
    [InlineData(true, 0.15)]
    public void The_difference_of_twins_has_no_common_gradient(bool isAbsolute, double measured)
    {
        var nodes = new List<LayerNode> { new InputNode("one"), new InputNode("other") };
        int one = Side(0);
        int other = Side(1);
        nodes.Add(new ScaleNode("negated", [other], -1));
        nodes.Add(new AddNode("difference", [one, nodes.Count - 1]));
        if (isAbsolute)
        {
            nodes.Add(new ActivationNode("abs", [nodes.Count - 1], ActivationFunction.Abs));
        }

        nodes.Add(Linear("judge", nodes.Count - 1, 16, 1));

        FlowPrediction prediction = SignalPropagation.Predict(new(nodes, nodes.Count - 1), new(64, LossKind.BinaryCrossEntropy));

        Assert.Equal(measured, prediction.UsualLog10Ratio, 0.1);

        int Side(int input)
        {
            nodes.Add(Linear("first", input, 16, 64));
            nodes.Add(new ActivationNode("relu", [nodes.Count - 1], ActivationFunction.ReLU));
            nodes.Add(Linear("second", nodes.Count - 1, 64, 64));
            nodes.Add(new ActivationNode("relu", [nodes.Count - 1], ActivationFunction.ReLU));
            nodes.Add(Linear("third", nodes.Count - 1, 64, 16));
            return nodes.Count - 1;
        }
    }

    private static LinearNode Linear(string path, int from, long fanIn, long units) =>
        new(path, [from], Size.Of(fanIn), Size.Of(units), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault);
}
