using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Whose gradients an operation is about.</summary>
internal static class Owners
{
    /// <summary>The model or optimizer of an operation; null where that is not known.</summary>
    public static Place? Of(IOperation operation, Frame frame) => operation switch
    {
        ISimpleAssignmentOperation assignment => Place.Of(assignment.Target, frame),
        IInvocationOperation { TargetMethod.Name: "parameters" or "named_parameters", Instance: { } owner } => Place.Of(owner, frame),
        IInvocationOperation call when TrainingCalls.IsKnownClip(call, frame.Code.Torch) => call.Arguments.Select(argument => OfParameters(argument.Value, frame)).FirstOrDefault(),
        IInvocationOperation { TargetMethod: { IsExtensionMethod: true }, Instance: null, Arguments.Length: > 0 } call when frame.Code.Torch.IsModule(call.Arguments[0].Value.Type) => Place.Of(call.Arguments[0].Value, frame),
        IInvocationOperation { TargetMethod.Name: "step" or "add_param_group" or "to" or "cuda" or "half" or "bfloat16" or "float" or "double" or "zero_grad" or "train" or "eval", Instance: { } instance } => Place.Of(instance, frame),
        _ => null,
    };

    private static Place? OfParameters(IOperation? parameters, Frame frame) => parameters switch
    {
        IConversionOperation conversion => OfParameters(conversion.Operand, frame),
        IInvocationOperation { TargetMethod.Name: "ToList" or "ToArray", Arguments: { Length: 1 } list } => OfParameters(list[0].Value, frame),
        IInvocationOperation call => Of(call, frame),
        ILocalReferenceOperation local when !frame.Code.IsReassigned(local.Local) => OfParameters(Creations.Of(local, frame)?.Value, frame),
        _ => null,
    };
}
