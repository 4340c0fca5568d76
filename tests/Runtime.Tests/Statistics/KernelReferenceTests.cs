using System.Runtime.InteropServices;
using GradGuard.Statistics;

namespace GradGuard.Runtime.Tests.Statistics;

public class KernelReferenceTests
{
    public static TheoryData<int, int> LengthsAndOffsets()
    {
        var data = new TheoryData<int, int>();
        foreach (var length in Enumerable.Range(0, 70).Concat([127, 128, 129, 1000, 1023, 1024, 1025, 4099, 8192, 20_001]))
            foreach (var offset in new[] { 0, 1, 3 })
                data.Add(length, offset);

        return data;
    }

    [Theory]
    [MemberData(nameof(LengthsAndOffsets))]
    public void Float32_agrees_with_the_scalar_reference(int length, int offset)
    {
        var elements = Awkward(length + offset).Select(x => (float)x).ToArray().AsSpan(offset);

        AssertAgree(ScalarKernel.Measure(elements), VectorKernel.Measure(elements));
        AssertAgree(ScalarKernel.Measure(elements), BlockKernel.Measure(elements), relative: 1e-6);
    }

    [Theory]
    [MemberData(nameof(LengthsAndOffsets))]
    public void Float64_agrees_with_the_scalar_reference(int length, int offset)
    {
        var elements = Awkward(length + offset).ToArray().AsSpan(offset);

        AssertAgree(ScalarKernel.Measure(elements), VectorKernel.Measure(elements));
    }

    [Theory]
    [MemberData(nameof(LengthsAndOffsets))]
    public void Float16_agrees_with_the_scalar_reference(int length, int offset)
    {
        var halves = Awkward(length + offset).Select(x => (Half)x).ToArray().AsSpan(offset);
        var widened = halves.ToArray().Select(x => (float)x).ToArray();

        AssertAgree(ScalarKernel.Measure(widened), TensorKernel.Measure(MemoryMarshal.AsBytes(halves), ElementFormat.Float16), relative: 1e-6);
    }

    [Theory]
    [MemberData(nameof(LengthsAndOffsets))]
    public void BFloat16_agrees_with_the_scalar_reference(int length, int offset)
    {
        var patterns = Awkward(length + offset).Select(x => (ushort)(BitConverter.SingleToUInt32Bits((float)x) >> 16)).ToArray().AsSpan(offset);
        var widened = patterns.ToArray().Select(x => BitConverter.UInt32BitsToSingle((uint)x << 16)).ToArray();

        AssertAgree(ScalarKernel.Measure(widened), TensorKernel.Measure(MemoryMarshal.AsBytes(patterns), ElementFormat.BFloat16), relative: 1e-6);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.Epsilon)]
    [InlineData(-0f)]
    [InlineData(float.MaxValue)]
    [InlineData(1f / (1 << 25))]
    public void A_special_value_is_seen_at_every_position(float special)
    {
        for (var position = 0; position < 67; position++)
        {
            var elements = Enumerable.Repeat(0.5f, 67).ToArray();
            elements[position] = special;

            AssertAgree(ScalarKernel.Measure(elements), VectorKernel.Measure(elements));
            AssertAgree(ScalarKernel.Measure(elements), BlockKernel.Measure(elements), relative: 1e-6);
        }
    }

    [Fact]
    public void Blocks_of_tiny_huge_and_broken_numbers_among_ordinary_ones_keep_their_statistics()
    {
        var random = new Random(1);
        var elements = Enumerable.Range(0, 60_000).Select(i => (float)(random.NextDouble() * Math.Pow(10, (i / 5000) switch { 1 => -30, 3 => -18, 4 => 25, 7 => -16, _ => -2 }))).ToArray();

        AssertAgree(ScalarKernel.Measure(elements), BlockKernel.Measure(elements), relative: 1e-6);

        elements[31_000] = float.NaN;
        elements[59_000] = float.NegativeInfinity;
        AssertAgree(ScalarKernel.Measure(elements), BlockKernel.Measure(elements));
    }

    [Fact]
    public void Every_float16_pattern_widens_exactly()
    {
        var patterns = Enumerable.Range(0, 1 << 16).Select(pattern => (ushort)pattern).ToArray();
        var widened = new float[patterns.Length];

        HalfPrecision.WidenFloat16(patterns, widened);

        for (var i = 0; i < patterns.Length; i++)
        {
            var expected = (float)BitConverter.UInt16BitsToHalf(patterns[i]);
            if (float.IsNaN(expected))
                Assert.True(float.IsNaN(widened[i]));
            else
                Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(widened[i]));
        }
    }

    // Values over the whole range, with zeros, subnormals and numbers around float16's underflow among them.
    private static IEnumerable<double> Awkward(int count)
    {
        var random = new Random(count);
        for (var i = 0; i < count; i++)
            yield return random.Next(8) switch
            {
                0 => 0,
                1 => -0.0,
                2 => 1e-40 * random.NextDouble(),
                3 => Math.Pow(2, -25) * (random.Next(2) == 0 ? 1 : 1.001),
                _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 4)),
            };
    }

    private static void AssertAgree(TensorStatistics expected, TensorStatistics actual, double relative = 1e-12)
    {
        Assert.Equal(expected with { SumOfSquares = 0 }, actual with { SumOfSquares = 0 });
        if (double.IsFinite(expected.SumOfSquares))
            Assert.Equal(expected.SumOfSquares, actual.SumOfSquares, relative * expected.SumOfSquares);
        else
            Assert.Equal(expected.SumOfSquares, actual.SumOfSquares);
    }
}
