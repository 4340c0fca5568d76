using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>What an operation does to the gradients of a training loop.</summary>
internal enum TrainingCall
{
    /// <summary>Nothing that we know of.</summary>
    Other,

    /// <summary>Sets gradients to zero or to nothing.</summary>
    ZeroGrad,

    /// <summary>Computes gradients.</summary>
    Backward,

    /// <summary>Bounds gradients.</summary>
    Clip,

    /// <summary>Sets or changes gradients by hand.</summary>
    GradientWrite,

    /// <summary>Applies gradients to the weights.</summary>
    Step,

    /// <summary>Advances a schedule of learning rates.</summary>
    SchedulerStep,

    /// <summary>Puts a model into training mode, or into a mode that only the run decides.</summary>
    Train,

    /// <summary>Puts a model into evaluation mode.</summary>
    Eval,

    /// <summary>Gives a variable a new model, optimizer or schedule.</summary>
    Create,

    /// <summary>Makes new parameters of a model's: on another device or in another format.</summary>
    Convert,

    /// <summary>Gives an optimizer further parameters.</summary>
    Extend,

    /// <summary>Calls code that is not at hand and may do any of these.</summary>
    Opaque,
}

internal static class TrainingCalls
{
    public static TrainingCall Classify(IOperation operation, TorchSharpContext torch) => operation switch
    {
        IInvocationOperation call => Classify(call, torch),
        IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "grad" } property } assignment when torch.IsTensor(property.Property.ContainingType) =>
            assignment.Value.ConstantValue is { HasValue: true, Value: null } ? TrainingCall.ZeroGrad : TrainingCall.GradientWrite,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: { Type: IErrorTypeSymbol } local } } when UnboundCall.IsDeclaredBy(local) => TrainingCall.Opaque,
        ISimpleAssignmentOperation { Target.Type: { } type } when torch.IsModule(type) || torch.IsOptimizer(type) || torch.IsScheduler(type) => TrainingCall.Create,
        IDynamicInvocationOperation => TrainingCall.Opaque,
        IInvalidOperation invalid => UnboundCall.Of(invalid, torch),
        _ => TrainingCall.Other,
    };

    /// <summary>Whether a call is that of an optimizer's step on gradients computed before it.</summary>
    public static bool IsStep(IInvocationOperation call, TorchSharpContext torch) =>
        call.TargetMethod.Name == "step" && torch.IsOptimizer(call.TargetMethod.ContainingType)
        // With a closure the optimizer computes the gradients itself.
        && call.Arguments.All(argument => argument.Value.ConstantValue is { HasValue: true, Value: null } || argument.ArgumentKind == ArgumentKind.DefaultValue);

    /// <summary>Whether a call is one of torch.nn.utils that clips, or of the monitor.</summary>
    public static bool IsKnownClip(IInvocationOperation call, TorchSharpContext torch)
    {
        var (name, type) = (call.TargetMethod.Name, call.TargetMethod.ContainingType);
        return (name.StartsWith("clip_grad", StringComparison.Ordinal) && TorchSharpContext.Same(type, torch.GradientUtilities))
            || (name.StartsWith("Clip", StringComparison.Ordinal) && TorchSharpContext.Same(type, torch.Guard));
    }

    private static TrainingCall Classify(IInvocationOperation call, TorchSharpContext torch)
    {
        var method = call.TargetMethod;
        var type = method.ContainingType;
        switch (method.Name)
        {
            case "backward" when torch.IsTensor(type) || TorchSharpContext.Same(type, torch.AutomaticGradient):
                return TrainingCall.Backward;
            case "step" when torch.IsOptimizer(type):
                return TrainingCall.Step;
            case "step" when torch.IsScheduler(type):
                return TrainingCall.SchedulerStep;
            case "zero_grad" when torch.IsOptimizer(type) || torch.IsModule(type):
                return TrainingCall.ZeroGrad;
            case "eval" when torch.IsModule(type):
                return TrainingCall.Eval;
            case "train" when torch.IsModule(type):
                return call.Arguments.Length == 1 && call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: false } ? TrainingCall.Eval : TrainingCall.Train;
            case "to" or "cuda" or "half" or "bfloat16" or "float" or "double" when torch.IsLibrary(method) && torch.IsModule(call.Instance?.Type ?? call.Arguments.FirstOrDefault()?.Value.Type):
                return IsToTheProcessor(call) ? TrainingCall.Other : TrainingCall.Convert;
            case "add_param_group" when torch.IsOptimizer(type):
                return TrainingCall.Extend;
            case "set_grad" when torch.IsTensor(type):
                return TrainingCall.GradientWrite;
        }

        if (IsKnownClip(call, torch))
            return TrainingCall.Clip;
        if (method.Name.EndsWith("_", StringComparison.Ordinal) && IsGradient(call.Instance, torch))
            return method.Name == "zero_" ? TrainingCall.ZeroGrad : TrainingCall.GradientWrite;

        // A name that says it clips is believed where there is no source to look at.
        var hasBody = !method.DeclaringSyntaxReferences.IsEmpty && !method.IsAbstract && type?.TypeKind != TypeKind.Interface;
        return !torch.IsLibrary(method) && ((!hasBody && method.Name.IndexOf("clip", StringComparison.OrdinalIgnoreCase) >= 0) || torch.UserNames.Clips(method, call.Syntax.SyntaxTree))
            ? TrainingCall.Clip
            : TrainingCall.Other;
    }

    // Models start there, so nothing is made anew.
    private static bool IsToTheProcessor(IInvocationOperation call) => call.Arguments.Any(argument => argument.Value.Syntax.ToString().EndsWith("CPU", StringComparison.OrdinalIgnoreCase));

    private static bool IsGradient(IOperation? value, TorchSharpContext torch) => value switch
    {
        IPropertyReferenceOperation { Property: { Name: "grad" } property } => torch.IsTensor(property.ContainingType),
        IInvocationOperation { TargetMethod: { Name: "grad" } method } => torch.IsTensor(method.ContainingType),
        // p.grad?.clamp_(…): the value is kept aside for the test of null.
        IFlowCaptureReferenceOperation or IConditionalAccessInstanceOperation => NamesGradient(value.Syntax),
        IConversionOperation conversion => IsGradient(conversion.Operand, torch),
        ILocalReferenceOperation local => torch.IsTensor(local.Type) && local.Local.DeclaringSyntaxReferences.Any(declaration => IsGivenGradient(declaration.GetSyntax())),
        _ => false,
    };

    // var g = p.grad; if (p.grad is { } g) …
    private static bool IsGivenGradient(SyntaxNode declaration) => declaration switch
    {
        VariableDeclaratorSyntax { Initializer.Value: var given } => NamesGradient(given),
        SingleVariableDesignationSyntax { Parent: PatternSyntax { Parent: IsPatternExpressionSyntax { Expression: var tested } } } => NamesGradient(tested),
        _ => false,
    };

    private static bool NamesGradient(SyntaxNode expression) => expression switch
    {
        PostfixUnaryExpressionSyntax suppressed => NamesGradient(suppressed.Operand),
        InvocationExpressionSyntax call => NamesGradient(call.Expression),
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText == "grad",
        ConditionalAccessExpressionSyntax { WhenNotNull: MemberBindingExpressionSyntax binding } => binding.Name.Identifier.ValueText == "grad",
        IdentifierNameSyntax name => name.FirstAncestorOrSelf<BlockSyntax>()?.DescendantNodes().OfType<VariableDeclaratorSyntax>()
            .Any(variable => variable.Identifier.ValueText == name.Identifier.ValueText && variable.Initializer?.Value is not (null or IdentifierNameSyntax) && IsGivenGradient(variable)) == true,
        _ => false,
    };
}
