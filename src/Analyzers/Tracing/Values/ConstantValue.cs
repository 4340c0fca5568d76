using System.Globalization;

namespace GradGuard.Analyzers.Tracing;

/// <summary>A value that is known: integers are held as long, fractions as double, enumerations as their number.</summary>
internal sealed class ConstantValue : AbstractValue
{
    private const int Smallest = -16;
    private const int Largest = 1024;

    // Sizes, counts and steps, of which a model has many.
    private static readonly ConstantValue[] Integers = [.. Enumerable.Range(Smallest, Largest - Smallest + 1).Select(number => new ConstantValue((long)number))];

    private ConstantValue(object? value) => Value = value;

    public static ConstantValue Null { get; } = new(null);

    public static ConstantValue True { get; } = new(true);

    public static ConstantValue False { get; } = new(false);

    public object? Value { get; }

    public static ConstantValue Of(bool value) => value ? True : False;

    public static ConstantValue Of(object? value) => value switch
    {
        null => Null,
        bool flag => Of(flag),
        int number => Integer(number),
        long number => Integer(number),
        sbyte or byte or short or ushort or uint => Integer(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        ulong large => large <= long.MaxValue ? Integer((long)large) : new((double)large),
        float or decimal => new(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ => new(value),
    };

    /// <summary>A whole number, without a box for it.</summary>
    public static ConstantValue Of(long value) => Integer(value);

    /// <summary>A character, which is no number.</summary>
    public static ConstantValue Of(char value) => new(value);

    /// <summary>A whole number.</summary>
    public static ConstantValue Integer(long value) => value is >= Smallest and <= Largest ? Integers[value - Smallest] : new(value);

    public override string ToString() => Convert.ToString(Value, CultureInfo.InvariantCulture) ?? "null";
}
