using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Where a value was made: through the variables that keep it, parameters to what the callers give, and factories to what they return.</summary>
internal static class Origins
{
    private const int DeepestChain = 12;

    // Each caller or factory may have several of its own.
    private const int CostOfCallers = 4;

    /// <summary>The expressions that may have made a value; empty where the source does not tell of all of them.</summary>
    public static IReadOnlyList<IOperation> Of(IOperation? value, TrainingCode code) => Of(value, code, DeepestChain);

    private static IReadOnlyList<IOperation> Of(IOperation? value, TrainingCode code, int left)
    {
        value = Creations.Unwrap(value);
        if (value is null || left <= 0)
            return [];

        return value switch
        {
            ILocalReferenceOperation { Local: var local } => Of(Creations.Of(local, code), code, left - 1),
            IFieldReferenceOperation { Field: var field } => Of(Creations.Of(field, code), code, left - 1),
            IPropertyReferenceOperation { Property: var property } => Of(Creations.Of(property, code), code, left - 1),
            IParameterReferenceOperation { Parameter: var parameter } => OfAll(code.Callers.ArgumentsFor(parameter, code)),
            // model.to(device) gives the model back.
            IInvocationOperation { TargetMethod: { Name: "to" or "cuda" or "cpu", IsExtensionMethod: true }, Arguments: { Length: > 0 } arguments } => Of(arguments[0].Value, code, left - 1),
            IInvocationOperation call when Returns.Of(call.TargetMethod.OriginalDefinition, code) is { Count: > 0 } returns => OfAll(returns),
            // loss ?? CrossEntropyLoss(): what stands there serves whoever gives nothing.
            ICoalesceOperation { Value: var given, WhenNull: var standard } when Creations.Unwrap(given) is IParameterReferenceOperation { Parameter: { HasExplicitDefaultValue: true, ExplicitDefaultValue: null } optional } =>
                OfAll([standard, .. code.Callers.ArgumentsFor(optional, code).Where(argument => argument.ConstantValue is not { HasValue: true, Value: null })]),
            IConditionalOperation { WhenFalse: { } otherwise } either => OfAll([either.WhenTrue, otherwise]),
            ISwitchExpressionOperation one => OfAll([.. one.Arms.Select(arm => arm.Value).Where(arm => Creations.Unwrap(arm) is not IThrowOperation)]),
            _ => [value],
        };

        IReadOnlyList<IOperation> OfAll(IReadOnlyList<IOperation> values)
        {
            var origins = values.Select(one => Of(one, code, left - CostOfCallers)).ToList();
            return origins.Exists(found => found.Count == 0) ? [] : [.. origins.SelectMany(found => found)];
        }
    }
}
