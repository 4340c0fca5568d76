namespace GradGuard.Statistics;

/// <summary>What one pass over a tensor's elements tells. Statistics of parts of a tensor add up with <see cref="operator +"/>.</summary>
/// <param name="ElementCount">Elements read.</param>
/// <param name="SumOfSquares">Sum of x² in double precision: NaN when an element is NaN, else infinite when one is infinite.</param>
/// <param name="MaxMagnitude">Largest |x|, 0 for no elements: NaN when an element is NaN.</param>
/// <param name="NonFiniteCount">Elements that are NaN or infinite.</param>
/// <param name="ZeroCount">Elements that are exactly 0 (either sign).</param>
/// <param name="UnderflowCount">Elements that are not 0 but that float16 would round to 0 (|x| at most <see cref="HalfUnderflow"/>).</param>
public readonly record struct TensorStatistics(
    long ElementCount,
    double SumOfSquares,
    double MaxMagnitude,
    long NonFiniteCount,
    long ZeroCount,
    long UnderflowCount)
{
    /// <summary>2⁻²⁵, half of float16's smallest subnormal 2⁻²⁴: the tie rounds to even, that is to 0 (IEEE 754-2008, 4.3.1).</summary>
    public const float HalfUnderflow = 1f / (1 << 25);

    /// <summary>Euclidean norm √(Σx²), at least 0.</summary>
    public double Norm => Math.Sqrt(SumOfSquares);

    /// <summary>Root mean square of the elements, 0 for no elements.</summary>
    public double RootMeanSquare => ElementCount == 0 ? 0 : Math.Sqrt(SumOfSquares / ElementCount);

    /// <summary>Whether every element is finite.</summary>
    public bool IsFinite => NonFiniteCount == 0;

    /// <summary>The statistics of both parts together.</summary>
    public static TensorStatistics operator +(in TensorStatistics left, in TensorStatistics right) => new(
        left.ElementCount + right.ElementCount,
        left.SumOfSquares + right.SumOfSquares,
        Math.Max(left.MaxMagnitude, right.MaxMagnitude),
        left.NonFiniteCount + right.NonFiniteCount,
        left.ZeroCount + right.ZeroCount,
        left.UnderflowCount + right.UnderflowCount);

    /// <summary>The statistics of <paramref name="parts"/> together.</summary>
    public static TensorStatistics Combine(ReadOnlySpan<TensorStatistics> parts)
    {
        TensorStatistics sum = default;
        foreach (ref readonly var part in parts)
            sum += part;

        return sum;
    }
}
