using System.Collections.Immutable;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>The arguments of a call, defaults included, in the order of its parameters.</summary>
/// <param name="parameters">The parameters.</param>
/// <param name="byOrdinal">The value of each of the first parameters; null where the call gives none.</param>
internal sealed class Arguments(ImmutableArray<IParameterSymbol> parameters, params AbstractValue?[] byOrdinal)
{
    private IReadOnlyList<AbstractValue>? _values;

    public static Arguments None { get; } = new([], []);

    public int Count => Values.Count;

    public IReadOnlyList<AbstractValue> Values => _values ??= Given(byOrdinal);

    public AbstractValue? this[string parameter]
    {
        get
        {
            for (var i = 0; i < byOrdinal.Length; i++)
                if (byOrdinal[i] is { } value && parameters[i].Name == parameter)
                    return value;

            return null;
        }
    }

    public AbstractValue? this[int ordinal] => ordinal < byOrdinal.Length ? byOrdinal[ordinal] : null;

    /// <summary>The first value of a kind.</summary>
    public T? First<T>()
        where T : AbstractValue
    {
        foreach (var value in byOrdinal)
            if (value is T found)
                return found;

        return null;
    }

    /// <summary>The same where the method has them, with its defaults for the rest.</summary>
    public Arguments WithDefaults()
    {
        var completed = new AbstractValue?[parameters.Length];
        for (var i = 0; i < completed.Length; i++)
            completed[i] = this[i] ?? (parameters[i].HasExplicitDefaultValue ? ConstantValue.Of(parameters[i].ExplicitDefaultValue) : null);

        return new(parameters, completed);
    }

    // Nearly all calls give all of them.
    private static AbstractValue[] Given(AbstractValue?[] values) => Array.IndexOf(values, null) < 0 ? (AbstractValue[])values! : [.. values.OfType<AbstractValue>()];

    public Size Size(string parameter) => Sizes.Of(this[parameter]);

    /// <summary>The volume of a window that is given by one number for all axes, or by a number an axis.</summary>
    public Size Volume(string parameter, int axes) => this[parameter] switch
    {
        TupleValue tuple => Sizes.Product(tuple.Elements),
        ListValue { HasKnownLength: true } list => Sizes.Product(list.Elements),
        { } number and not ConstantValue { Value: null } => Sizes.Product(Enumerable.Repeat(number, axes)),
        _ => Signal.Size.Unknown,
    };

    /// <summary>One number for the sides of a window; that of the first axis where they differ, unknown where the code does not tell.</summary>
    public Size Side(string parameter) => this[parameter] switch
    {
        TupleValue { Elements: { Length: > 0 } elements } => Sizes.Of(elements[0]),
        ListValue { HasKnownLength: true, Elements: { Count: > 0 } elements } => Sizes.Of(elements[0]),
        { } number and not ConstantValue { Value: null } => Sizes.Of(number),
        _ => Signal.Size.Of(0),
    };

    public double? Number(string parameter) => Sizes.Number(this[parameter]);

    /// <summary>The name of a parameter's type.</summary>
    public string? TypeOf(string parameter) => parameters.FirstOrDefault(candidate => candidate.Name == parameter && this[candidate.Ordinal] is not null)?.Type.Name;

    /// <summary>A flag; null where the code does not tell.</summary>
    public bool? Flag(string parameter) => this[parameter] is ConstantValue { Value: bool flag } ? flag : null;
}

/// <summary>Values of the interpreter as sizes of a graph.</summary>
internal static class Sizes
{
    public static Size Of(AbstractValue? value) => value switch
    {
        ConstantValue { Value: long number } => Size.Of(number),
        SymbolicNumber symbol => Size.Named(symbol.ToString()),
        OpaqueValue opaque => Size.Named(opaque.Name),
        _ => Size.Unknown,
    };

    public static Size Product(IEnumerable<AbstractValue> factors)
    {
        AbstractValue product = ConstantValue.Integer(1);
        foreach (var factor in factors)
        {
            if (!SymbolicNumber.IsNumber(factor))
                return Size.Unknown;

            product = SymbolicNumber.Multiply(product, factor);
        }

        return Of(product);
    }

    public static double? Number(AbstractValue? value) => value switch
    {
        ConstantValue { Value: long whole } => whole,
        ConstantValue { Value: double fraction } => fraction,
        _ => null,
    };
}
