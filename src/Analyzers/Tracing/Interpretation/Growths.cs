using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Lists and modules that a statement may add to, itself or through the methods it calls: how long they are is unknown where it is not followed.</summary>
internal static class Growths
{
    private const int MostCalls = 2;

    /// <param name="statement">The statement.</param>
    /// <param name="bodyOf">The body of a method; null where there is no source.</param>
    public static IReadOnlyList<IOperation> Of(IOperation statement, Func<IMethodSymbol, IOperation?> bodyOf) => [.. Of(statement, bodyOf, MostCalls)];

    private static IEnumerable<IOperation> Of(IOperation statement, Func<IMethodSymbol, IOperation?> bodyOf, int calls)
    {
        foreach (var call in statement.DescendantsAndSelf().OfType<IInvocationOperation>())
        {
            if (call.Instance is { } collection && Adds(call.TargetMethod.Name) && Variable(collection) is { } variable)
                yield return variable;
            if (calls == 0 || call.Instance is not (null or IInstanceReferenceOperation) || bodyOf(call.TargetMethod) is not { } body)
                continue;

            foreach (var grown in Of(body, bodyOf, calls - 1))
                if (grown is not IParameterReferenceOperation { Parameter: var parameter } || !TorchSharpContext.Same(parameter.ContainingSymbol, call.TargetMethod.OriginalDefinition))
                    yield return grown;
                else if (call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal) is { } given && Variable(given.Value) is { } handed)
                    yield return handed;
        }
    }

    private static bool Adds(string method) => method is "Add" or "AddRange" or "AddLast" or "Insert" or "InsertRange" or "Enqueue" or "Push" or "append" or "extend" or "add" or "add_module";

    private static IOperation? Variable(IOperation value)
    {
        while (value is IConversionOperation conversion)
            value = conversion.Operand;

        return value is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation { Instance: IInstanceReferenceOperation } or IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property.IsIndexer: false }
            ? value
            : null;
    }
}
