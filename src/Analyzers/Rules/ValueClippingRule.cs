using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0403: clipping each element of the gradient, which turns its direction.</summary>
internal sealed class ValueClippingRule() : GradGuardRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.ValueClipping,
        "Clipping by value turns the gradient",
        "Clipping every element by itself turns the gradient: bounded to ±c, (10c, c) becomes (c, c), 39 degrees away. clip_grad_norm_ bounds the length and keeps the direction.",
        RuleCategories.TrainingLoop,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A step along a turned gradient is no step of steepest descent; scaling the whole gradient bounds it as well.",
        RuleIds.HelpLink(RuleIds.ValueClipping));

    public override void Register(RuleRegistration on) => on.Calls((context, call) =>
    {
        if (TrainingCalls.IsKnownClip(call, on.Torch) ? call.TargetMethod.Name == "clip_grad_value_" : ClampsAGradient(call, on.Torch))
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, call.Syntax.GetLocation()));
    });

    // p.grad.clamp_(-c, c), also behind a null test; p.grad = p.grad.clamp(-c, c) is the same.
    private static bool ClampsAGradient(IInvocationOperation call, TorchSharpContext torch) =>
        call.TargetMethod.Name is "clamp_" or "clamp" or "clip_" or "clip" && torch.IsTensor(call.TargetMethod.ContainingType)
        && Tensor(call) is IPropertyReferenceOperation { Property: { Name: "grad" } gradient } && torch.IsTensor(gradient.ContainingType)
        && (call.TargetMethod.Name.EndsWith("_", StringComparison.Ordinal) || IsWrittenBack(call));

    private static IOperation? Tensor(IInvocationOperation call)
    {
        if (call.Instance is not IConditionalAccessInstanceOperation)
            return Creations.Unwrap(call.Instance);

        IOperation? around = call;
        while (around is not (null or IConditionalAccessOperation))
            around = around.Parent;

        return Creations.Unwrap((around as IConditionalAccessOperation)?.Operation);
    }

    private static bool IsWrittenBack(IOperation call) => call.Parent switch
    {
        IConversionOperation conversion => IsWrittenBack(conversion),
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "grad" } } => true,
        _ => false,
    };
}
