using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>What a layer of TorchSharp computes.</summary>
/// <param name="node">Its node in a layer graph.</param>
/// <param name="parameters">Its learned parameters, in the order in which TorchSharp lists them.</param>
internal sealed class LayerModel(Func<LayerCall, LayerNode> node, params LayerParameter[] parameters)
{
    public Func<LayerCall, LayerNode> Node { get; } = node;

    public IReadOnlyList<LayerParameter> Parameters { get; } = parameters;
}

/// <summary>A learned parameter of a layer.</summary>
/// <param name="Name">The name under which TorchSharp registers it: "weight".</param>
/// <param name="Axes">The number of its axes.</param>
/// <param name="Switch">The argument of the layer that leaves it out when false; null where it is always there.</param>
internal sealed record LayerParameter(string Name, int Axes, string? Switch = null);

/// <summary>How a parameter is drawn, read as a weight and as a bias.</summary>
internal sealed record ParameterDraw(WeightInitializer Weight, BiasInitializer Bias)
{
    /// <summary>The call that draws it.</summary>
    public SyntaxNode? Place { get; init; }

    public static ParameterDraw Unknown { get; } = new(WeightInitializer.Unknown, BiasInitializer.Unknown);

    public ParameterDraw Scaled(double factor) => this with { Weight = Weight.Scaled(factor), Bias = Bias.Scaled(factor) };

    public ParameterDraw Shifted(double term) => this with { Weight = Weight.Shifted(term), Bias = Bias.Shifted(term) };

    public static ParameterDraw Constant(double value) => new(WeightInitializer.Constant(value), BiasInitializer.Constant(value));
}

/// <summary>One use of a layer in forward.</summary>
internal sealed class LayerCall(LayerModule layer, string path, IReadOnlyList<int> inputs)
{
    public string Path { get; } = path;

    public IReadOnlyList<int> Inputs { get; } = inputs;

    /// <summary>The first input, for layers that take further ones that carry no gradient of interest.</summary>
    public IReadOnlyList<int> FirstInput => [Inputs[0]];

    public Arguments Arguments => layer.Arguments;

    public Size Size(string argument) => layer.Arguments.Size(argument);

    public WeightInitializer Weight(string parameter = "weight") => Drawn(parameter)?.Weight ?? WeightInitializer.TorchSharpDefault;

    /// <summary>The bias, unless the argument of the given name switches it off.</summary>
    public BiasInitializer? Bias(string flag, string parameter = "bias") => layer.Arguments.Flag(flag) switch
    {
        false => null,
        _ => Drawn(parameter)?.Bias ?? BiasInitializer.TorchSharpDefault,
    };

    public ParameterDraw? Drawn(string parameter) => layer.DrawOf(parameter);

    public UnknownNode Unknown(string reason) => new(Path, Inputs, reason);
}
