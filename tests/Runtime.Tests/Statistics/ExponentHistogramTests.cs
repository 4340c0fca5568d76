using System.Collections.Immutable;
using System.Runtime.InteropServices;
using GradGuard.Statistics;

namespace GradGuard.Runtime.Tests.Statistics;

public class ExponentHistogramTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4099)]
    public void Float32_counts_as_the_logarithm_says(int length)
    {
        var random = new Random(length);
        var elements = Enumerable.Range(0, length).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-60, 60)))).ToArray();

        var bins = Count(MemoryMarshal.AsBytes<float>(elements), ElementFormat.Float32);

        foreach (var group in elements.GroupBy(element => Math.ILogB(element)))
            Assert.Equal(group.Count(), bins[group.Key + 127]);
    }

    [Fact]
    public void Float64_is_not_rounded_into_the_next_bin()
    {
        double[] elements = [1 - 1e-12, Math.Pow(2, 10) * (1 - 1e-15), 1e300, 1e-300, double.NaN, 0];

        var bins = Count(MemoryMarshal.AsBytes<double>(elements), ElementFormat.Float64);

        Assert.Equal((1, 1, 2, 2), (bins[126], bins[127 + 9], bins[255], bins[0]));
    }

    [Fact]
    public void Float16_and_bfloat16_count_alike()
    {
        var elements = Enumerable.Range(-8, 16).Select(exponent => (float)Math.Pow(2, exponent)).ToArray();

        var halves = Count(MemoryMarshal.AsBytes<Half>(elements.Select(element => (Half)element).ToArray()), ElementFormat.Float16);
        var brains = Count(MemoryMarshal.AsBytes<ushort>(elements.Select(element => (ushort)(BitConverter.SingleToUInt32Bits(element) >> 16)).ToArray()), ElementFormat.BFloat16);

        Assert.Equal(halves, brains);
        Assert.Equal(16, halves.Sum());
        Assert.All(Enumerable.Range(-8, 16), exponent => Assert.Equal(1, halves[exponent + 127]));
    }

    [Fact]
    public void Says_what_float16_would_lose_and_which_loss_scale_saves_it()
    {
        var counts = new long[ExponentHistogram.BinCount];
        counts[127 - 30] = 3;
        counts[127 - 10] = 1;
        var histogram = new ExponentHistogram([.. counts], zeroCount: 5);

        Assert.Equal((-30, -10, 4L), (histogram.LowestExponent, histogram.HighestExponent, histogram.NonZeroCount));
        Assert.Equal(0.75, histogram.Float16UnderflowShare());
        Assert.Equal(21, histogram.Log2LossScale);
        Assert.Equal(0, histogram.Float16UnderflowShare(histogram.Log2LossScale!.Value));
    }

    [Fact]
    public void Nothing_but_zeros_has_no_exponent()
    {
        var histogram = new ExponentHistogram([.. new long[ExponentHistogram.BinCount]], zeroCount: 9);

        Assert.Equal((null, null, null, 0.0), (histogram.LowestExponent, histogram.HighestExponent, histogram.Log2LossScale, histogram.Float16UnderflowShare()));
        Assert.Throws<ArgumentException>(() => new ExponentHistogram(ImmutableArray<long>.Empty, 0));
    }

    private static long[] Count(ReadOnlySpan<byte> bytes, ElementFormat format)
    {
        var bins = new long[ExponentHistogram.BinCount];
        ExponentKernel.Count(bytes, format, bins);
        return bins;
    }
}
