using System.Collections.Immutable;

namespace GradGuard.Statistics;

/// <summary>
/// How many elements have which binary exponent: all that choosing a number format or a loss scale takes. Bin b holds the magnitudes
/// from 2^(b − 127) to below 2^(b − 126), as float32 stores exponents; bin 0 all smaller ones but exact zeros, bin 255 infinity, NaN and what float32
/// cannot hold.
/// </summary>
public sealed class ExponentHistogram
{
    /// <summary>Number of bins.</summary>
    public const int BinCount = 256;

    private const int Bias = 127;
    private const int NonFiniteBin = 255;

    // float16's exponents: its smallest subnormal is 2⁻²⁴, its largest number just below 2¹⁶.
    private const int SmallestFloat16 = -24;
    private const int BeyondFloat16 = 16;

    /// <summary>Wraps counts per bin.</summary>
    /// <param name="counts">The <see cref="BinCount"/> counts.</param>
    /// <param name="zeroCount">Elements that are exactly 0, at least 0.</param>
    /// <exception cref="ArgumentException">Another number of bins.</exception>
    public ExponentHistogram(ImmutableArray<long> counts, long zeroCount)
    {
        if (counts.Length != BinCount)
            throw new ArgumentException($"Give {BinCount} counts, one for each exponent of float32.", nameof(counts));

        Counts = counts;
        ZeroCount = zeroCount;
        NonZeroCount = counts.Sum();
    }

    /// <summary>Elements by bin.</summary>
    public ImmutableArray<long> Counts { get; }

    /// <summary>Elements that are exactly 0.</summary>
    public long ZeroCount { get; }

    /// <summary>Elements that are not 0.</summary>
    public long NonZeroCount { get; }

    /// <summary>Exponent of the largest finite element, null where all are 0.</summary>
    public int? HighestExponent => Exponent(Enumerable.Range(0, NonFiniteBin).Reverse());

    /// <summary>Exponent of the smallest element that is not 0, null where all are 0.</summary>
    public int? LowestExponent => Exponent(Enumerable.Range(0, NonFiniteBin));

    /// <summary>Share of the elements that are not 0 with a magnitude below 2^<paramref name="exponent"/>, 0 to 1; 0 where all are 0.</summary>
    public double ShareBelow(int exponent) =>
        NonZeroCount == 0 ? 0 : (double)Counts.Take(Math.Clamp(exponent + Bias, 0, NonFiniteBin)).Sum() / NonZeroCount;

    /// <summary>Share of the elements that are not 0 that float16 would lose below its smallest subnormal, once the loss is multiplied by 2^<paramref name="log2LossScale"/>.</summary>
    public double Float16UnderflowShare(int log2LossScale = 0) => ShareBelow(SmallestFloat16 - log2LossScale);

    /// <summary>
    /// log2 of the largest loss scale that keeps the largest element a factor of 16 below float16's overflow (Micikevicius et al. 2018,
    /// "Mixed precision training", section 3.2: as large as does not overflow); null where all are 0.
    /// </summary>
    public int? Log2LossScale => HighestExponent is { } highest ? BeyondFloat16 - 4 - (highest + 1) : null;

    private int? Exponent(IEnumerable<int> bins)
    {
        foreach (var bin in bins)
            if (Counts[bin] > 0)
                return bin - Bias;

        return null;
    }
}
