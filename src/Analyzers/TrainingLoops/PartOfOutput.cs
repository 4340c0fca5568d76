using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>One of several tensors that a model returns.</summary>
/// <param name="Call">The call of the model.</param>
/// <param name="Index">Which of them, from 0.</param>
/// <param name="Count">How many there are.</param>
internal sealed record PartOfOutput(IInvocationOperation Call, int Index, int Count)
{
    /// <summary>What a local is a part of; null where it is given anything else.</summary>
    public static PartOfOutput? Of(ILocalSymbol local, TrainingCode code) => TupleElement.Of(local, code) is { } element ? Of(element, code) : null;

    /// <summary>An element of what a model returns; null for one of another tuple.</summary>
    public static PartOfOutput? Of(TupleElement element, TrainingCode code) =>
        element.Whole is IInvocationOperation { TargetMethod.Name: "call" or "forward", Type: INamedTypeSymbol { IsTupleType: true } tuple } call
        && code.Torch.IsModule(call.Instance?.Type) && tuple.TupleElements.All(part => code.Torch.IsTensor(part.Type)) ? new(call, element.Index, element.Count) : null;
}
