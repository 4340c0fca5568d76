namespace GradGuard.Prediction.Accuracy;

/// <summary>How large errors are, in decades.</summary>
/// <param name="Count">How many they are.</param>
/// <param name="Median">The middle one.</param>
/// <param name="Percentile95">What 95 of 100 do not exceed.</param>
/// <param name="Largest">The largest.</param>
internal sealed record ErrorSummary(int Count, double Median, double Percentile95, double Largest)
{
    public static ErrorSummary Of(IEnumerable<double> errors)
    {
        double[] sorted = [.. errors.Order()];
        return sorted.Length == 0
            ? new(0, 0, 0, 0)
            : new(sorted.Length, (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[(int)Math.Ceiling(Targets.Share * sorted.Length) - 1], sorted[^1]);
    }

    public bool Meets(Targets targets) => Median <= targets.Median && Percentile95 <= targets.Most && Largest <= targets.All;
}
