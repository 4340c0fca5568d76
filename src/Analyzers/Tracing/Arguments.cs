using System.Collections.Immutable;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>The arguments of a call, defaults included, in the order of its parameters.</summary>
internal sealed class Arguments(ImmutableArray<KeyValuePair<IParameterSymbol, AbstractValue>> values)
{
    public static Arguments None { get; } = new([]);

    public int Count => values.Length;

    public IEnumerable<AbstractValue> Values => values.Select(argument => argument.Value);

    public AbstractValue? this[string parameter] => values.FirstOrDefault(argument => argument.Key.Name == parameter).Value;

    public AbstractValue? this[int ordinal] => values.FirstOrDefault(argument => argument.Key.Ordinal == ordinal).Value;

    /// <summary>The first value of a kind.</summary>
    public T? First<T>()
        where T : AbstractValue => Values.OfType<T>().FirstOrDefault();

    public Size Size(string parameter) => Sizes.Of(this[parameter]);

    /// <summary>The volume of a window that is given by one number for all axes, or by a number an axis.</summary>
    public Size Volume(string parameter, int axes) => this[parameter] switch
    {
        TupleValue tuple => Sizes.Product(tuple.Elements),
        ListValue { HasKnownLength: true } list => Sizes.Product(list.Elements),
        { } number and not ConstantValue { Value: null } => Sizes.Product(Enumerable.Repeat(number, axes)),
        _ => Signal.Size.Unknown,
    };

    public double? Number(string parameter) => Sizes.Number(this[parameter]);

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
        AbstractValue product = ConstantValue.Of(1L);
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
