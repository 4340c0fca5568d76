using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using GradGuard.Statistics;

namespace GradGuard.Runtime.Tests.Statistics;

/// <summary>The kernels against a plain sum in double precision, over lengths, alignments, magnitudes and splits at random.</summary>
public class KernelPropertyTests
{
    private static readonly Gen<(float[] Elements, int Offset)> Spans =
        from length in Gen.Choose(0, 3000)
        from offset in Gen.Choose(0, 9)
        from seed in Gen.Choose(0, int.MaxValue)
        from decade in Gen.Choose(-30, 15)
        select (Elements(length + offset, seed, decade), offset);

    [Fact]
    public void Float32_at_any_length_alignment_and_magnitude() => Holds(Spans, span =>
        Agrees(Reference([.. span.Elements.Skip(span.Offset).Select(x => (double)x)]), TensorKernel.Measure(MemoryMarshal.AsBytes(span.Elements.AsSpan(span.Offset)), ElementFormat.Float32), 1e-6));

    [Fact]
    public void Float64_at_any_length_alignment_and_magnitude() => Holds(Spans, span =>
    {
        var elements = span.Elements.Select(x => x * 1.000000123).ToArray();
        return Agrees(Reference([.. elements.Skip(span.Offset)]), TensorKernel.Measure(MemoryMarshal.AsBytes(elements.AsSpan(span.Offset)), ElementFormat.Float64), 1e-12);
    });

    [Fact]
    public void Float16_at_any_length_alignment_and_magnitude() => Holds(Spans, span =>
    {
        var elements = Array.ConvertAll(span.Elements, x => (Half)x);
        return Agrees(Reference([.. elements.Skip(span.Offset).Select(x => (double)x)]), TensorKernel.Measure(MemoryMarshal.AsBytes(elements.AsSpan(span.Offset)), ElementFormat.Float16), 1e-6);
    });

    [Fact]
    public void BFloat16_at_any_length_alignment_and_magnitude() => Holds(Spans, span =>
    {
        var patterns = Array.ConvertAll(span.Elements, x => (ushort)(BitConverter.SingleToUInt32Bits(x) >> 16));
        var values = patterns.Skip(span.Offset).Select(pattern => (double)BitConverter.UInt32BitsToSingle((uint)pattern << 16));
        return Agrees(Reference([.. values]), TensorKernel.Measure(MemoryMarshal.AsBytes(patterns.AsSpan(span.Offset)), ElementFormat.BFloat16), 1e-6);
    });

    [Fact]
    public void Parts_add_up_to_the_whole_wherever_the_cut_is() => Holds(Spans, span =>
    {
        var whole = TensorKernel.Measure(MemoryMarshal.AsBytes(span.Elements.AsSpan()), ElementFormat.Float32);
        var parts = TensorKernel.Measure(MemoryMarshal.AsBytes(span.Elements.AsSpan(0, span.Offset)), ElementFormat.Float32)
            + TensorKernel.Measure(MemoryMarshal.AsBytes(span.Elements.AsSpan(span.Offset)), ElementFormat.Float32);
        return Agrees(whole, parts, 1e-6);
    });

    [Fact]
    public void A_hundred_million_elements_keep_six_digits()
    {
        // 1/3 is no float32 and each partial sum rounds, all in the same direction: the worst case for a sum that is too narrow.
        const int Count = 100_000_000;
        const float Element = 1f / 3;
        var elements = GC.AllocateUninitializedArray<float>(Count);
        Array.Fill(elements, Element);

        var statistics = TensorKernel.Measure(MemoryMarshal.AsBytes(elements.AsSpan()), ElementFormat.Float32);

        Assert.Equal(1, statistics.SumOfSquares / ((double)Element * Element * Count), 1e-6);
        Assert.Equal(Count, statistics.ElementCount);
    }

    private static void Holds<T>(Gen<T> values, Func<T, bool> property) => Prop.ForAll(values.ToArbitrary(), property).QuickCheckThrowOnFailure();

    private static float[] Elements(int count, int seed, int decade)
    {
        var random = new Random(seed);
        var elements = new float[count];
        for (var i = 0; i < count; i++)
            elements[i] = random.Next(10) switch
            {
                0 => 0f,
                1 => -0f,
                2 when random.Next(200) == 0 => float.NaN,
                3 when random.Next(200) == 0 => float.NegativeInfinity,
                _ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, decade + random.Next(4))),
            };

        return elements;
    }

    private static TensorStatistics Reference(double[] elements) => new(
        elements.Length,
        elements.Sum(x => x * x),
        elements.Any(double.IsNaN) ? double.NaN : elements.Select(Math.Abs).DefaultIfEmpty(0).Max(),
        elements.Count(x => !double.IsFinite(x)),
        elements.Count(x => x == 0),
        elements.Count(x => x != 0 && Math.Abs(x) <= TensorStatistics.HalfUnderflow));

    private static bool Agrees(TensorStatistics expected, TensorStatistics actual, double relative) =>
        expected with { SumOfSquares = 0 } == actual with { SumOfSquares = 0 }
        && (expected.SumOfSquares.Equals(actual.SumOfSquares) || Math.Abs(expected.SumOfSquares - actual.SumOfSquares) <= relative * expected.SumOfSquares);
}
