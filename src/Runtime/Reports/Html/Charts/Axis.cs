namespace GradGuard.Reports.Html.Charts;

/// <summary>Where values stand along one side of a chart.</summary>
internal abstract record Axis(string Title)
{
    public abstract IReadOnlyList<Tick> Ticks { get; }

    /// <summary>From 0 at the low end to 1; what lies outside stands at the end.</summary>
    public abstract double Position(double value);

    // 1, 2 and 5 times a power of ten.
    protected static double NiceUnit(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return power * ((least / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
    }
}
