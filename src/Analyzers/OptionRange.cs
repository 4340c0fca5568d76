namespace GradGuard.Analyzers;

/// <summary>The values that an option can have.</summary>
/// <param name="Words">What users are told to write.</param>
/// <param name="Contains">Whether a value lies in it; NaN lies in none.</param>
internal sealed record OptionRange(string Words, Func<double, bool> Contains)
{
    /// <summary>How many: of layers, blocks, steps.</summary>
    public static OptionRange Count { get; } = new("a whole number, 0 or more", value => value >= 0 && Math.Floor(value) == value);

    /// <summary>A ratio that a gradient must not fall below.</summary>
    public static OptionRange Share { get; } = new("a number above 0 and up to 1, such as 1e-4", value => value is > 0 and <= 1);

    /// <summary>A factor that something must not grow by.</summary>
    public static OptionRange Growth { get; } = new("a number of 1 or more, such as 1e3", value => value >= 1);

    /// <summary>A norm or a learning rate.</summary>
    public static OptionRange Positive { get; } = new("a number above 0, such as 0.1", value => value > 0);

    /// <summary>Any number.</summary>
    public static OptionRange Number { get; } = new("a number, such as -0.5", value => !double.IsNaN(value));
}
