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

    public static LossCall? Of(IInvocationOperation call, TrainingCode code)
    {
        var name = call.TargetMethod switch
        {
            { Name: "call" or "forward" } when IsNamedLikeLoss(call.Instance?.Type) && code.Torch.IsModule(call.Instance!.Type) => NameOf(call.Instance, code),
            { IsStatic: true, ContainingType.Name: "functional" } function when code.Torch.IsLibrary(function) => function.Name,
            _ => null,
        };
        return name is not null && ByName.TryGetValue(name, out var kind)
            && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value is { } input
                ? new(kind, name, input)
                : null;
    }

    /// <summary>Whether a loss is only read as a number, such as the error that a report or a PSNR is made of.</summary>
    public static bool IsOnlyRead(IInvocationOperation call) => call.Parent is IInvocationOperation { TargetMethod.Name: "item" or "detach" or "ToSingle" or "ToDouble" } reading && reading.Instance == call;

    // Most calls are of layers, which their names tell.
    private static bool IsNamedLikeLoss(ITypeSymbol? type) => type is INamedTypeSymbol named && (ByName.ContainsKey(named.Name) || named.TypeArguments.Length == 3);

    // A variable of the type Loss<Tensor, Tensor, Tensor> is the loss that it is given.
    private static string? NameOf(IOperation loss, TrainingCode code)
    {
        if (code.Torch.LayerName(loss.Type) is { } known)
            return known;
        if (loss.Type is not INamedTypeSymbol { TypeArguments.Length: 3 } type || !code.Torch.IsLibrary(type))
            return null;

        var names = Origins.Of(loss, code).Select(origin => code.Torch.LayerName(origin.Type)).Distinct().ToList();
        return names.Count == 1 ? names[0] : null;
    }
}
