using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>The losses that care which activation their input comes from.</summary>
internal enum LossKind
{
    CrossEntropy,
    BinaryCrossEntropyWithLogits,
    BinaryCrossEntropy,
    NegativeLogLikelihood,
    MeanSquaredError,
}

/// <summary>A call of a loss, as a function or as a module.</summary>
/// <param name="Kind">The loss.</param>
/// <param name="Name">Its name as TorchSharp has it.</param>
/// <param name="Input">What the model put out.</param>
internal sealed record LossCall(LossKind Kind, string Name, IOperation Input)
{
    private static readonly Dictionary<string, LossKind> ByName = new()
    {
        ["cross_entropy"] = LossKind.CrossEntropy,
        ["CrossEntropyLoss"] = LossKind.CrossEntropy,
        ["binary_cross_entropy_with_logits"] = LossKind.BinaryCrossEntropyWithLogits,
        ["BCEWithLogitsLoss"] = LossKind.BinaryCrossEntropyWithLogits,
        ["binary_cross_entropy"] = LossKind.BinaryCrossEntropy,
        ["BCELoss"] = LossKind.BinaryCrossEntropy,
        ["nll_loss"] = LossKind.NegativeLogLikelihood,
        ["NLLLoss"] = LossKind.NegativeLogLikelihood,
        ["mse_loss"] = LossKind.MeanSquaredError,
        ["MSELoss"] = LossKind.MeanSquaredError,
    };

    public static LossCall? Of(IInvocationOperation call, TorchSharpContext torch)
    {
        var name = call.TargetMethod switch
        {
            { Name: "call" or "forward" } => torch.LayerName(call.Instance?.Type),
            { IsStatic: true, ContainingType.Name: "functional" } function when torch.IsLibrary(function) => function.Name,
            _ => null,
        };
        return name is not null && ByName.TryGetValue(name, out var kind)
            && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value is { } input
                ? new(kind, name, input)
                : null;
    }
}
