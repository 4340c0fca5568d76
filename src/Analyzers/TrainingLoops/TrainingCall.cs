using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>What an operation does to the gradients of a training loop.</summary>
internal enum TrainingCall
{
    /// <summary>Nothing that we know of.</summary>
    Other,

    /// <summary>Computes gradients.</summary>
    Backward,

    /// <summary>Bounds gradients.</summary>
    Clip,

    /// <summary>Applies gradients to the weights.</summary>
    Step,
}

internal static class TrainingCalls
{
    public static TrainingCall Classify(IOperation operation, TorchSharpContext torch) => operation switch
    {
        IInvocationOperation call => Classify(call, torch),
        // Gradients set by hand are clipped by hand.
        IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "grad" } property } when torch.IsTensor(property.Property.ContainingType) => TrainingCall.Clip,
        _ => TrainingCall.Other,
    };

    /// <summary>Whether a call is that of an optimizer's step on gradients computed before it.</summary>
    public static bool IsStep(IInvocationOperation call, TorchSharpContext torch) =>
        call.TargetMethod.Name == "step" && torch.IsOptimizer(call.TargetMethod.ContainingType)
        // With a closure the optimizer computes the gradients itself.
        && call.Arguments.All(argument => argument.Value.ConstantValue is { HasValue: true, Value: null } || argument.ArgumentKind == ArgumentKind.DefaultValue);

    private static TrainingCall Classify(IInvocationOperation call, TorchSharpContext torch)
    {
        var method = call.TargetMethod;
        var type = method.ContainingType;
        if (method.Name == "backward" && (torch.IsTensor(type) || TorchSharpContext.Same(type, torch.AutomaticGradient)))
            return TrainingCall.Backward;
        if (IsStep(call, torch))
            return TrainingCall.Step;
        if (method.Name.StartsWith("clip_grad", StringComparison.Ordinal) && TorchSharpContext.Same(type, torch.GradientUtilities))
            return TrainingCall.Clip;
        if (method.Name.StartsWith("Clip", StringComparison.Ordinal) && TorchSharpContext.Same(type, torch.Guard))
            return TrainingCall.Clip;
        if (method.Name.EndsWith("_", StringComparison.Ordinal) && call.Instance is IPropertyReferenceOperation { Property.Name: "grad" } property && torch.IsTensor(property.Property.ContainingType))
            return TrainingCall.Clip;

        // A name that says it clips is believed where there is no source to look at.
        var hasBody = !method.DeclaringSyntaxReferences.IsEmpty && !method.IsAbstract && type?.TypeKind != TypeKind.Interface;
        return !hasBody && !torch.IsLibrary(method) && method.Name.IndexOf("clip", StringComparison.OrdinalIgnoreCase) >= 0 ? TrainingCall.Clip : TrainingCall.Other;
    }
}
