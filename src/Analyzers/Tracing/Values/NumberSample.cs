namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Numbers of a tensor that the code says one by one: ranges, and what is computed of them, such as the decays and frequencies that state
/// space models and positions start from.
/// </summary>
internal sealed class NumberSample
{
    // Enough for a mean square; longer ranges are taken at even distances.
    private const int Most = 256;

    private readonly double[] _numbers;

    private NumberSample(double[] numbers) => _numbers = numbers;

    public double Mean => _numbers.Average();

    public double SecondMoment => _numbers.Average(number => number * number);

    /// <summary>So many numbers from one on, at even distances; null for none.</summary>
    public static NumberSample? Range(double start, double step, double count)
    {
        var taken = (int)Math.Min(Math.Floor(count), Most);
        return taken < 1 ? null : Of(Enumerable.Range(0, taken).Select(i => start + (step * (taken > 1 ? i * (Math.Floor(count) - 1) / (taken - 1) : 0))));
    }

    /// <summary>The numbers; null where there is none, or one is not finite.</summary>
    public static NumberSample? Of(IEnumerable<double> numbers)
    {
        var all = numbers.Take(Most + 1).ToArray();
        return all.Length is > 0 and <= Most && all.All(number => !double.IsNaN(number) && !double.IsInfinity(number)) ? new(all) : null;
    }

    /// <summary>A function of each; null where it is not finite.</summary>
    public NumberSample? Map(Func<double, double> function) => Of(_numbers.Select(function));

    /// <summary>Pair by pair; null where the numbers are not as many.</summary>
    public NumberSample? With(NumberSample other, Func<double, double, double> function) =>
        _numbers.Length == other._numbers.Length ? Of(_numbers.Zip(other._numbers, function)) : null;
}
