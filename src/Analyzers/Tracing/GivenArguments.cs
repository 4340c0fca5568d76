using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// What a compilation gives to the constructor of a class: new Net(20, depth: 12). A parameter has a value where all calls agree on it
/// and their arguments say it by themselves; where they differ, or only a run knows, it stays open.
/// </summary>
internal sealed class GivenArguments(IReadOnlyList<ImmutableArray<IArgumentOperation>> calls, SourceCode source, CancellationToken cancellation)
{
    private const int MostCalls = 8;

    /// <summary>The calls of a constructor, also by another one of its class (: this(…)); none where the class is also made in another way.</summary>
    public static GivenArguments Of(IMethodSymbol constructor, ObjectCreations creations, SourceCode source, CancellationToken cancellation)
    {
        if (constructor.Parameters.IsEmpty)
            return new([], source, cancellation);

        var made = creations.Of(constructor.ContainingType, cancellation);
        var chained = ChainedTo(constructor, source, cancellation);
        // Whoever makes no object of a class leaves its shorter constructors to say how it is meant.
        var calls = made.Count == 0 ? [.. chained.Select(chain => chain.Arguments)] : made.Select(call => TorchSharpContext.Same(call.Constructor?.OriginalDefinition, constructor.OriginalDefinition)
            ? call.Arguments
            : chained.Find(chain => TorchSharpContext.Same(chain.By, call.Constructor?.OriginalDefinition)).Arguments).ToList();
        return new(calls.Count <= MostCalls && calls.TrueForAll(call => !call.IsDefault) ? calls : [], source, cancellation);
    }

    private static List<(IMethodSymbol By, ImmutableArray<IArgumentOperation> Arguments)> ChainedTo(IMethodSymbol constructor, SourceCode source, CancellationToken cancellation) =>
        [.. from other in constructor.ContainingType.OriginalDefinition.InstanceConstructors
            where !TorchSharpContext.Same(other, constructor.OriginalDefinition) && !other.IsImplicitlyDeclared
            let body = source.BodyOf(other, cancellation) as IConstructorBodyOperation
            let call = (body?.Initializer as IExpressionStatementOperation)?.Operation as IInvocationOperation
            where call is not null && TorchSharpContext.Same(call.TargetMethod.OriginalDefinition, constructor.OriginalDefinition)
            select (other, call.Arguments)];

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

    private AbstractValue? ValueIn(ImmutableArray<IArgumentOperation> call, Interpreter interpreter, IParameterSymbol parameter) =>
        call.FirstOrDefault(candidate => TorchSharpContext.Same(candidate.Parameter?.OriginalDefinition, parameter.OriginalDefinition)) is { } argument ? Evaluate(interpreter, argument.Value) : null;

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
