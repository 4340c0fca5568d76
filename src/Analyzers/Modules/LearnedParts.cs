using GradGuard.Analyzers.Tracing;

namespace GradGuard.Analyzers.Modules;

/// <summary>Tells modules that have parameters to train from those that have none.</summary>
internal static class LearnedParts
{
    // Layers that no layer graph knows, yet have weights.
    private static readonly HashSet<string> Learned = ["RNNCell", "LSTMCell", "GRUCell", "Bilinear", "EmbeddingBag", "TransformerEncoder", "TransformerEncoderLayer", "TransformerDecoder", "TransformerDecoderLayer", "Transformer"];

    /// <summary>Whether a module certainly has parameters, its own or of a module below it.</summary>
    public static bool Has(AbstractValue module) => Has(module, []);

    private static bool Has(AbstractValue module, HashSet<AbstractValue> seen) => seen.Add(module) && module switch
    {
        LayerModule { Model: { } model } layer => model.Parameters.Any(parameter => parameter.Switch is not { } flag || layer.Arguments.Flag(flag) != false),
        LayerModule layer => Learned.Contains(layer.Type.Name),
        ContainerModule or UserModule => ModuleNames.Children(module).Any(child => Has(child.Module, seen)),
        _ => false,
    };
}
