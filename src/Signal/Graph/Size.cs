namespace GradGuard.Signal;

/// <summary>
/// A number of units, channels or steps as the code states it: a value, a name that stands for a value known only at run time, or nothing.
/// Two sizes with the same symbol are the same number, so they cancel in a ratio.
/// </summary>
public readonly record struct Size
{
    private Size(long? value, string? symbol) => (Value, Symbol) = (value, symbol);

    /// <summary>The number, where the code states it.</summary>
    public long? Value { get; }

    /// <summary>The name that stands for the number, where the code names it.</summary>
    public string? Symbol { get; }

    /// <summary>A size of which nothing is known; it equals no other.</summary>
    public static Size Unknown => default;

    /// <summary>Whether the number itself is known.</summary>
    public bool IsKnown => Value is not null;

    /// <summary>A size stated as a number.</summary>
    public static Size Of(long value) => new(value, null);

    /// <summary>A size named by a parameter or a setting.</summary>
    public static Size Named(string symbol) => new(null, symbol);

    /// <summary>Whether both are certainly the same number.</summary>
    public bool IsSameAs(Size other) => (IsKnown || Symbol is not null) && Equals(other);

    /// <inheritdoc/>
    public override string ToString() => Value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Symbol ?? "?";
}
