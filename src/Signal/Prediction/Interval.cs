using System.Globalization;

namespace GradGuard.Signal;

/// <summary>A closed interval of real numbers; what is not known of a figure is its width.</summary>
/// <param name="Low">The smallest value, negative infinity where nothing bounds it.</param>
/// <param name="High">The largest value, positive infinity where nothing bounds it.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The interval of which nothing is known.</summary>
    public static Interval Unbounded => new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Whether both ends are finite.</summary>
    public bool IsBounded => !double.IsInfinity(Low) && !double.IsInfinity(High);

    /// <summary>The middle of a bounded interval; not a number where it is unbounded.</summary>
    public double Middle => IsBounded ? (Low + High) / 2 : double.NaN;

    /// <summary>High minus low.</summary>
    public double Width => High - Low;

    /// <summary>An interval of one point.</summary>
    public static Interval At(double value) => new(value, value);

    /// <summary>Whether every point lies below the limit.</summary>
    public bool IsBelow(double limit) => High < limit;

    /// <summary>Whether every point lies above the limit.</summary>
    public bool IsAbove(double limit) => Low > limit;

    /// <summary>Whether the point lies inside, ends included.</summary>
    public bool Contains(double value) => Low <= value && value <= High;

    /// <summary>The smallest interval that holds both.</summary>
    public Interval Join(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <inheritdoc/>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, Low == High ? "{0:0.##}" : "[{0:0.##}, {1:0.##}]", Low, High);
}
