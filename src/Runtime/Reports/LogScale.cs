namespace GradGuard.Reports;

/// <summary>A logarithmic axis for bars, in whole decades.</summary>
/// <param name="LowestDecade">log10 at the empty end.</param>
/// <param name="HighestDecade">log10 at the full end, above <paramref name="LowestDecade"/>.</param>
public readonly record struct LogScale(int LowestDecade, int HighestDecade)
{
    /// <summary>The axis that just holds the positive ones of <paramref name="values"/>, at least four decades wide.</summary>
    public static LogScale Around(IEnumerable<double?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var decades = values.Where(value => value > 0 && double.IsFinite(value.Value)).Select(value => Math.Log10(value!.Value)).DefaultIfEmpty(0).ToList();
        var highest = (int)Math.Ceiling(decades.Max());
        return new LogScale(Math.Min((int)Math.Floor(decades.Min()), highest - 4), highest);
    }

    /// <summary>Where a value stands on the axis, from 0 (at or below its low end, missing or 0) to 1.</summary>
    public double Position(double? value) =>
        value > 0 ? Math.Clamp((Math.Log10(value.Value) - LowestDecade) / (HighestDecade - LowestDecade), 0, 1) : 0;
}
