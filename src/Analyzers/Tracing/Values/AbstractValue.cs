using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>What the interpreter knows of a value while it runs the code.</summary>
internal abstract class AbstractValue
{
    /// <summary>A name to build the names of its parts from; null where it has none.</summary>
    public virtual string? Name => null;
}

/// <summary>Nothing is known.</summary>
internal sealed class UnknownValue(string reason) : AbstractValue
{
    public string Reason { get; } = reason;
}

/// <summary>Something from outside that keeps its name: a parameter, a setting, a part of one.</summary>
internal sealed class OpaqueValue(string name, ITypeSymbol? type, bool isInput = false) : AbstractValue
{
    public override string Name => name;

    /// <summary>Whether it is an argument of the model's forward, so that its tensors are inputs.</summary>
    public bool IsInput { get; } = isInput;

    public ITypeSymbol? Type { get; } = type;
}

/// <summary>A type, as typeof gives it.</summary>
internal sealed class TypeValue(ITypeSymbol type) : AbstractValue
{
    public ITypeSymbol Type { get; } = type;
}

/// <summary>Several values at once.</summary>
internal sealed class TupleValue(ImmutableArray<AbstractValue> elements) : AbstractValue
{
    public ImmutableArray<AbstractValue> Elements { get; } = elements;

    /// <summary>Both elements of a pair, such as a name and a module.</summary>
    public (AbstractValue First, AbstractValue Second)? Pair => Elements.Length == 2 ? (Elements[0], Elements[1]) : null;
}

/// <summary>A lambda, a local function or a method group, with what it has captured.</summary>
internal sealed class FunctionValue(IMethodSymbol method, IOperation? body, Frame? captured, AbstractValue? receiver) : AbstractValue
{
    public IMethodSymbol Method { get; } = method;

    /// <summary>The body of a lambda; null for a method, whose body is looked up.</summary>
    public IOperation? Body { get; } = body;

    public Frame? Captured { get; } = captured;

    public AbstractValue? Receiver { get; } = receiver;
}

/// <summary>A Lazy: what a function makes when it is first asked for.</summary>
internal sealed class LazyValue(FunctionValue make) : AbstractValue
{
    private AbstractValue? _held;

    public AbstractValue Held(Interpreter interpreter) => _held ??= interpreter.Apply(make, [], null);
}

/// <summary>An object of a class or struct of the user's own.</summary>
internal class ObjectValue(INamedTypeSymbol type) : AbstractValue
{
    public INamedTypeSymbol Type { get; } = type;

    /// <summary>Fields, automatic properties (by their property) and captured parameters of a primary constructor.</summary>
    public Dictionary<ISymbol, AbstractValue> Fields { get; } = new(SymbolEqualityComparer.Default);
}

/// <summary>An index counted from the end.</summary>
internal sealed class FromEndValue(AbstractValue offset) : AbstractValue
{
    public AbstractValue Offset { get; } = offset;
}

/// <summary>From one index up to another; null for an end that is left open.</summary>
internal sealed class RangeValue(AbstractValue? start, AbstractValue? end) : AbstractValue
{
    public AbstractValue? Start { get; } = start;

    public AbstractValue? End { get; } = end;

    /// <summary>From one element to the next; 1 where the code does not tell.</summary>
    public long Step { get; init; } = 1;

    public bool IsAll => Step == 1 && Start is null or ConstantValue { Value: 0L or null } && End is null or ConstantValue { Value: null } or FromEndValue { Offset: ConstantValue { Value: 0L } };

    /// <summary>How many elements a range takes: from ^1, or -1, to the end it is one; null where the code does not tell.</summary>
    public static long? Length(AbstractValue? start, AbstractValue? end) => (start, end) switch
    {
        (FromEndValue { Offset: ConstantValue { Value: long back } }, null or FromEndValue { Offset: ConstantValue { Value: 0L } }) => back,
        (ConstantValue { Value: long and < 0 and var back }, null or ConstantValue { Value: null }) => -back,
        ({ } from, { } to) => SymbolicNumber.Difference(to, from),
        _ => null,
    };
}

/// <summary>The lengths of a tensor's axes.</summary>
internal sealed class ShapeValue(TensorValue tensor) : AbstractValue
{
    public override string Name => $"{tensor.Name}.shape";

    /// <summary>The length of one axis: what the code says of it, or a name for it.</summary>
    public AbstractValue Length(AbstractValue index)
    {
        var axis = index switch
        {
            ConstantValue { Value: long place } => place,
            FromEndValue { Offset: ConstantValue { Value: long place } } => -place,
            _ => (long?)null,
        };
        return (axis is { } known ? Layout.Length(tensor, known) : null) is { } length && SymbolicNumber.IsNumber(length)
            ? length
            : SymbolicNumber.Named($"{Name}[{(axis is { } stated ? stated.ToString(System.Globalization.CultureInfo.InvariantCulture) : index.NameOrText() ?? "?")}]");
    }
}

internal static class AbstractValueText
{
    /// <summary>The value as text: that of a constant, the name of what has one; null else.</summary>
    public static string? NameOrText(this AbstractValue value) => value is ConstantValue constant ? constant.ToString() : value.Name;
}
