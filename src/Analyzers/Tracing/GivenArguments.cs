using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// What a compilation gives to the constructor of a class: new Net(20, depth: 12). A parameter has a value where all calls agree on it
/// and their arguments say it by themselves; where they differ, or only a run knows, it stays open.
/// </summary>
internal sealed class GivenArguments(IReadOnlyList<IObjectCreationOperation> calls, SourceCode source, CancellationToken cancellation)
{
    private const int MostCalls = 8;

    /// <summary>The calls of a constructor; none where the class is also made in another way.</summary>
    public static GivenArguments Of(IMethodSymbol constructor, ObjectCreations creations, SourceCode source, CancellationToken cancellation)
    {
        var calls = constructor.Parameters.IsEmpty ? [] : creations.Of(constructor.ContainingType, cancellation);
        return new(calls.Count <= MostCalls && calls.All(call => TorchSharpContext.Same(call.Constructor?.OriginalDefinition, constructor.OriginalDefinition)) ? calls : [], source, cancellation);
    }

    /// <summary>The argument that every call gives; null where they do not tell.</summary>
    public AbstractValue? Value(Interpreter interpreter, IParameterSymbol parameter)
    {
        AbstractValue? agreed = null;
        foreach (var call in calls)
        {
            if (ValueIn(call, interpreter, parameter) is not { } value || (agreed is not null && !Likeness.AreAlike(agreed, value)))
                return null;

            agreed ??= value;
        }

        return agreed;
    }

    /// <summary>The argument that the first call gives, whatever others do; null where it does not tell.</summary>
    public AbstractValue? FirstValue(Interpreter interpreter, IParameterSymbol parameter) => calls.Count == 0 ? null : ValueIn(calls[0], interpreter, parameter);

    private AbstractValue? ValueIn(IObjectCreationOperation call, Interpreter interpreter, IParameterSymbol parameter) =>
        call.Arguments.FirstOrDefault(candidate => TorchSharpContext.Same(candidate.Parameter?.OriginalDefinition, parameter.OriginalDefinition)) is { } argument ? Evaluate(interpreter, argument.Value) : null;

    private AbstractValue? Evaluate(Interpreter interpreter, IOperation argument)
    {
        var variables = new List<(ILocalSymbol Local, IOperation Value)>();
        if (!ClosedExpression.Collect(argument, variables, source, cancellation))
            return null;

        try
        {
            return interpreter.EvaluateClosed(argument, variables) is var value and not UnknownValue ? value : null;
        }
        catch (PathThrowsException)
        {
            return null;
        }
    }
}
