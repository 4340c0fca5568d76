using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    /// <summary>What a function or module does that the user's settings name; null where they do not, or name what is not known.</summary>
    private AbstractValue? CallNamed(ISymbol? member, IEnumerable<AbstractValue> inputs, SyntaxNode? use)
    {
        if (Graph is null || use is null || !Torch.UserNames.SpeakOfFunctions(use.SyntaxTree))
            return null;

        if (Torch.UserNames.ActivationOf(member, use.SyntaxTree) is { } activation && KnownActivations.IsKnown(activation)
            && KnownActivations.Find(activation, Arguments.None) is { } function && inputs.FirstOrDefault(IsTensorLike) is { } activated)
            return Emit(new ActivationNode(PathOf(member!), [NodeOf(activated, use)], function), use);
        if (Torch.UserNames.NormalizationOf(member, use.SyntaxTree) is { } normalization && KnownNormalization(normalization) is { } kind
            && inputs.FirstOrDefault(IsTensorLike) is { } normalized)
            return Emit(new NormalizationNode(PathOf(member!), [NodeOf(normalized, use)], kind), use);

        return null;
    }

    private string PathOf(ISymbol member) => OperationPath(member.Name.ToLowerInvariant());

    // "BatchNorm2d", "LayerNorm", "RMSNorm".
    internal static NormalizationKind? KnownNormalization(string name) =>
        name.StartsWith("Batch", StringComparison.OrdinalIgnoreCase) ? NormalizationKind.Batch
        : name.StartsWith("Layer", StringComparison.OrdinalIgnoreCase) ? NormalizationKind.Layer
        : name.StartsWith("Group", StringComparison.OrdinalIgnoreCase) ? NormalizationKind.Group
        : name.StartsWith("Instance", StringComparison.OrdinalIgnoreCase) ? NormalizationKind.Instance
        : name.StartsWith("RMS", StringComparison.OrdinalIgnoreCase) ? NormalizationKind.RootMeanSquare
        : null;
}
