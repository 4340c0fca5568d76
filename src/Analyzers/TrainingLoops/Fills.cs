using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>What code puts into the tensor or array that a variable holds: outputs[t] = h, state.copy_(h).</summary>
internal static class Fills
{
    private const string MakesLeaf = "requires_grad_";

    /// <summary>The values that a body puts into it.</summary>
    /// <param name="variable">The local or parameter that holds it.</param>
    /// <param name="body">The body.</param>
    public static IEnumerable<IOperation> In(IOperation body, ISymbol variable) => body.Descendants().SelectMany(operation => operation switch
    {
        IAssignmentOperation { Target: IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true } } put when IsPartOf(put.Target, variable) => [put.Value],
        IDeconstructionAssignmentOperation several when several.Target.Descendants().Any(target => target is IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true } && IsPartOf(target, variable)) => [several.Value],
        IInvocationOperation { TargetMethod.Name: not MakesLeaf and var name, Instance: { } changed } call when name.EndsWith("_", StringComparison.Ordinal) && IsPartOf(changed, variable) => call.Arguments.Select(argument => argument.Value),
        _ => Enumerable.Empty<IOperation>(),
    });

    /// <summary>Whether a body hands it to a method of the code's own that puts something into it.</summary>
    public static bool HaveHelperIn(IOperation body, ISymbol variable, TrainingCode code) => body.Descendants().OfType<IArgumentOperation>().Any(argument =>
        Names(argument.Value, variable) && argument is { Parameter.OriginalDefinition: { ContainingSymbol: IMethodSymbol helper } parameter }
        && code.Source.HasSource(helper) && code.Source.BodyOf(helper, code.Cancellation) is { } filling && In(filling, parameter).Any());

    /// <summary>Whether a body makes the tensor itself a leaf that wants gradients, in a statement of its own.</summary>
    public static bool MakeLeafIn(IOperation body, ISymbol variable) => body.Descendants().Any(operation => operation switch
    {
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "requires_grad", Instance: var leaf }, Value.ConstantValue: { HasValue: true, Value: true } } => Names(leaf, variable),
        IInvocationOperation { TargetMethod.Name: MakesLeaf, Instance: var leaf } => Names(leaf, variable),
        _ => false,
    });

    // outputs, outputs[t], outputs.narrow(0, t, 1): a view writes into the whole.
    private static bool IsPartOf(IOperation? part, ISymbol variable) => Names(part, variable) || Creations.Unwrap(part) switch
    {
        IArrayElementReferenceOperation element => IsPartOf(element.ArrayReference, variable),
        IPropertyReferenceOperation { Instance: { } whole } => IsPartOf(whole, variable),
        IInvocationOperation { Instance: { } whole } => IsPartOf(whole, variable),
        _ => false,
    };

    private static bool Names(IOperation? value, ISymbol variable) => Creations.Unwrap(value) switch
    {
        ILocalReferenceOperation local => TorchSharpContext.Same(local.Local, variable),
        IParameterReferenceOperation parameter => TorchSharpContext.Same(parameter.Parameter, variable),
        _ => false,
    };
}
