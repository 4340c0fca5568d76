using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>A variable that holds a model or an optimizer: a local, a parameter or a member, and the members to follow from there.</summary>
/// <param name="Root">The local, the parameter, or the member of the object that the code belongs to.</param>
/// <param name="Path">The names of further members, each after a dot: ".decoder".</param>
internal sealed record Place(ISymbol Root, string Path)
{
    public bool Equals(Place? other) => other is not null && TorchSharpContext.Same(Root, other.Root) && Path == other.Path;

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Root) ^ StringComparer.Ordinal.GetHashCode(Path);

    /// <summary>The variable that an expression names, seen from the outermost caller; null for any other expression.</summary>
    public static Place? Of(IOperation? value, Frame frame)
    {
        switch (value)
        {
            case IConversionOperation conversion:
                return Of(conversion.Operand, frame);
            case IParenthesizedOperation parenthesized:
                return Of(parenthesized.Operand, frame);
            case IFlowCaptureReferenceOperation captured:
                return Of(frame.Code.Source.OperationOf(captured.Syntax, frame.Code.Cancellation), frame);
            case ILocalReferenceOperation local:
                return frame.AliasOf(local) is { } alias ? Of(alias, frame) : frame.TakerOf(local.Local) is { } taker ? Of(taker.Value, taker.Frame) : new(local.Local, "");
            case IParameterReferenceOperation parameter:
                return frame.ArgumentFor(parameter.Parameter) is not { } argument ? new(parameter.Parameter, "")
                    : Of(argument.Value, argument.Frame) ?? (frame.TakerOf(parameter.Parameter) is { } taken ? Of(taken.Value, taken.Frame) : null);
            case IFieldReferenceOperation field:
                return Member(field.Field, field.Instance, frame);
            case IPropertyReferenceOperation { Arguments.IsEmpty: true } property:
                return Member(property.Property, property.Instance, frame);
            default:
                return null;
        }
    }

    private static Place? Member(ISymbol member, IOperation? instance, Frame frame)
    {
        if (instance is null)
            return new(member, "");
        // callback.OnEpochEnd(this): what the callback knows the object by is the object.
        if (instance is IParameterReferenceOperation parameter && frame.ArgumentFor(parameter.Parameter) is { Value: IInstanceReferenceOperation self } given)
            return Member(member, self, given.Frame);
        if (instance is not IInstanceReferenceOperation)
            return Of(instance, frame) is { } owner ? owner with { Path = owner.Path + "." + member.Name } : null;

        return frame.Receiver switch
        {
            null or { Value: null or IInstanceReferenceOperation, Frame.Receiver: null } => new(member, ""),
            { Value: null or IInstanceReferenceOperation } receiver => Member(member, instance, receiver.Frame),
            { } receiver => Of(receiver.Value, receiver.Frame) is { } owner ? owner with { Path = owner.Path + "." + member.Name } : null,
        };
    }
}
