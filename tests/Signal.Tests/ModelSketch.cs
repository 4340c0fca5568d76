namespace GradGuard.Signal.Tests;

/// <summary>Writes a layer graph down the way a constructor would: each call adds a node after the last one and says its index.</summary>
internal sealed class ModelSketch
{
    private readonly List<LayerNode> _nodes = [];
    private Size _width;

    public ModelSketch(long features, Size positions = default)
    {
        _width = Size.Of(features);
        _nodes.Add(new InputNode("x", 1, positions));
    }

    public ModelSketch(string features)
    {
        _width = Size.Named(features);
        _nodes.Add(new InputNode("x"));
    }

    public int Last => _nodes.Count - 1;

    public LayerGraph Graph => new([.. _nodes], Last);

    public int Add(Func<string, LayerNode> node)
    {
        _nodes.Add(node($"n{_nodes.Count}"));
        return Last;
    }

    public int Linear(Size units, WeightInitializer? weight = null, BiasInitializer? bias = null, bool hasBias = true, int? from = null)
    {
        int[] inputs = [from ?? Last];
        Size fanIn = _width;
        _width = units;
        return Add(path => new LinearNode(
            path, inputs, fanIn, units, weight ?? WeightInitializer.TorchSharpDefault,
            hasBias ? bias ?? BiasInitializer.TorchSharpDefault : null));
    }

    public int Linear(long units, WeightInitializer? weight = null, BiasInitializer? bias = null, bool hasBias = true, int? from = null) =>
        Linear(Size.Of(units), weight, bias, hasBias, from);

    public int Activation(ActivationFunction function) => Add(path => new ActivationNode(path, [Last], function));

    public int Normalization(NormalizationKind kind) => Add(path => new NormalizationNode(path, [Last], kind));

    public int Plus(int other) => Add(path => new AddNode(path, [other, Last]));

    /// <summary>A plain stack: so many times linear and activation, then a linear layer of ten outputs.</summary>
    public static LayerGraph Stack(
        int depth, long width, ActivationFunction activation, long features = 32, WeightInitializer? weight = null,
        BiasInitializer? bias = null, bool hasBias = true, NormalizationKind? normalization = null)
    {
        var model = new ModelSketch(features);
        for (int i = 0; i < depth; i++)
        {
            model.Linear(width, weight, bias, hasBias);
            if (normalization is { } kind)
            {
                model.Normalization(kind);
            }

            model.Activation(activation);
        }

        model.Linear(10, weight, bias, hasBias);
        return model.Graph;
    }

    /// <summary>A stem, so many blocks that each take and leave the width, and a linear layer of ten outputs.</summary>
    public static LayerGraph Residual(int blocks, long width, Action<ModelSketch, int> block, ActivationFunction? afterStem = null)
    {
        var model = new ModelSketch(32);
        model.Linear(width);
        if (afterStem is not null)
        {
            model.Activation(afterStem);
        }

        for (int i = 0; i < blocks; i++)
        {
            block(model, model.Last);
        }

        model.Linear(10);
        return model.Graph;
    }
}
