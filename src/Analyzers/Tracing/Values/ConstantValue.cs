using System.Globalization;

namespace GradGuard.Analyzers.Tracing;

/// <summary>A value that is known: integers are held as long, fractions as double, enumerations as their number.</summary>
internal sealed class ConstantValue : AbstractValue
{
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
        sbyte or byte or short or ushort or int or uint or long => new(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        ulong large => large <= long.MaxValue ? new((long)large) : new((double)large),
        float or decimal => new(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ => new(value),
    };

    public override string ToString() => Convert.ToString(Value, CultureInfo.InvariantCulture) ?? "null";
}
