using System.Collections.Concurrent;

namespace GradGuard.Signal;

/// <summary>What an initializer does to the gradient where one activation follows it again and again.</summary>
public static class PlainStack
{
    // As deep and as wide as plain stacks usually are; with fan-in variances the width cancels but for the biases.
    private const int Depth = 10;
    private const int Width = 256;

    private const int MostKnown = 1024;

    private static readonly TrainingSetting Classifier = new(Loss: LossKind.CrossEntropy);

    private static readonly ConcurrentDictionary<(ActivationFunction Function, double Gain), double> Known = new();

    /// <summary>
    /// The predicted log10 of first over last weight gradient in a stack of ten square linear layers with default biases, each with the
    /// activation behind it, and one more; the nearer to 0, the better. Minus infinity where nothing passes.
    /// </summary>
    /// <param name="function">The activation.</param>
    /// <param name="gain">Of the weights, as Xavier and Kaiming take it; between square layers the two are one.</param>
    public static double Log10Ratio(ActivationFunction function, double gain)
    {
        if (Known.TryGetValue((function, gain), out double known))
        {
            return known;
        }

        if (Known.Count >= MostKnown)
        {
            Known.Clear();
        }

        return Known[(function, gain)] = SignalPropagation.Predict(Graph(function, WeightInitializer.Xavier(gain)), Classifier).UsualLog10Ratio;
    }

    private static LayerGraph Graph(ActivationFunction function, WeightInitializer weight)
    {
        var nodes = new List<LayerNode> { new InputNode("x") };
        for (int i = 0; i < Depth; i++)
        {
            nodes.Add(Linear());
            nodes.Add(new ActivationNode(FormattableString.Invariant($"activation{i}"), [nodes.Count - 1], function));
        }

        nodes.Add(Linear());
        return new(nodes, nodes.Count - 1);

        LinearNode Linear() => new(
            FormattableString.Invariant($"layer{nodes.Count}"), [nodes.Count - 1], Size.Of(Width), Size.Of(Width), weight, BiasInitializer.TorchSharpDefault);
    }
}
