using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// TorchSharp's own Transformer layers, which normalize after each skip path (Vaswani et al. 2017, section 3.1), as the nodes they are made
/// of, under the names of their parameters.
/// </summary>
internal static class TransformerLayers
{
    private const long Gelu = 1;

    public static bool IsKnown(string name) => name is "TransformerEncoderLayer" or "TransformerDecoderLayer" or "TransformerEncoder" or "TransformerDecoder";

    /// <summary>Runs a layer or a stack of them on its input and, for a decoder, on what the encoder gave.</summary>
    public static AbstractValue Call(Interpreter interpreter, LayerModule layer, string path, IReadOnlyList<AbstractValue> inputs, SyntaxNode? use)
    {
        var isStack = layer.Type.Name is "TransformerEncoder" or "TransformerDecoder";
        if (!isStack)
            return Block(interpreter, layer, layer.Arguments, path, inputs, use);
        if ((layer.Arguments["encoder_layer"] ?? layer.Arguments["decoder_layer"]) is not LayerModule inner || layer.Arguments["num_layers"] is not { } count)
            return interpreter.EmitUnknown(path, inputs, $"the layer {layer.Type.Name}", use);

        var value = inputs[0];
        IReadOnlyList<AbstractValue> Next() => [value, .. inputs.Skip(1)];
        switch (count)
        {
            case ConstantValue { Value: long known and >= 0 and <= Budget.MostTurns }:
                for (var i = 0L; i < known; i++)
                    value = Block(interpreter, layer, inner.Arguments, $"{path}.layers.{i}", Next(), use);
                return value;
            case SymbolicNumber many when inputs.Count(input => input is TensorValue) == 1:
                interpreter.Repeat(many, [new Slot(() => value, next => value = next)], () => value = Block(interpreter, layer, inner.Arguments, $"{path}.layers.*", Next(), use), use);
                return value;
            default:
                return interpreter.EmitUnknown(path, inputs, $"the layer {layer.Type.Name} of unknown depth", use);
        }
    }

    private static TensorValue Block(
        Interpreter interpreter, LayerModule layer, Arguments settings, string path, IReadOnlyList<AbstractValue> inputs, SyntaxNode? use)
    {
        var width = settings.Size("d_model");
        var inner = settings.Size("dim_feedforward");
        var dropout = settings.Number("dropout") ?? 0;
        var isCausal = inputs.Any(CausalMasks.IsOne);
        var isDecoder = layer.Type.Name.Contains("Decoder");

        var value = Normalized("norm1", Skip(interpreter.NodeOf(inputs[0], use), start => Dropped(Attend("self_attn", start, start, isCausal))));
        if (isDecoder && inputs.Count > 1)
        {
            var memory = interpreter.NodeOf(inputs[1], use);
            value = Normalized("norm2", Skip(value, query => Dropped(Attend("multihead_attn", query, memory))));
        }

        return new TensorValue(interpreter.Graph!, Normalized(isDecoder ? "norm3" : "norm2", Skip(value, FeedForward)));

        int Emit(LayerNode node) => interpreter.Emit(node, use, layer).Node;
        int Attend(string name, int query, int source, bool masked = false) => Emit(new AttentionNode($"{path}.{name}", [query, source, source], width, settings.Size("nhead"), masked));
        int Dropped(int from) => dropout > 0 ? Emit(new DropoutNode($"{path}.dropout", [from], dropout)) : from;
        int Skip(int from, Func<int, int> branch) => Emit(new AddNode($"{path}.add", [from, branch(from)]));
        int Normalized(string name, int from) => Emit(new NormalizationNode($"{path}.{name}", [from], NormalizationKind.Layer));
        int FeedForward(int from)
        {
            var wide = Emit(new LinearNode($"{path}.linear1", [from], width, inner, WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault));
            var active = Emit(new ActivationNode($"{path}.activation", [wide], settings.Number("activation") == Gelu ? ActivationFunction.GELU : ActivationFunction.ReLU));
            return Dropped(Emit(new LinearNode(
                $"{path}.linear2", [Dropped(active)], inner, width, WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault)));
        }
    }
}
