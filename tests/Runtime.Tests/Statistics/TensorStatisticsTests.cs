using GradGuard.Statistics;

namespace GradGuard.Runtime.Tests.Statistics;

public class TensorStatisticsTests
{
    [Fact]
    public void A_hundred_million_elements_keep_six_digits()
    {
        var elements = new float[100_000_000];
        Array.Fill(elements, 0.1f);

        var norm = BlockKernel.Measure(elements).Norm;

        Assert.Equal(0.1f * 1e4, norm, 5e-7 * norm);
    }

    [Fact]
    public void Norms_of_numbers_whose_float32_squares_vanish_or_overflow_are_exact()
    {
        Assert.Equal(1e-30f * Math.Sqrt(1000), BlockKernel.Measure(Enumerable.Repeat(1e-30f, 1000).ToArray()).Norm, 1e-36);
        Assert.Equal(1e30f * Math.Sqrt(1000), BlockKernel.Measure(Enumerable.Repeat(1e30f, 1000).ToArray()).Norm, 1e24);
    }

    [Fact]
    public void NaN_and_infinity_are_counted_and_make_the_norm_what_torch_makes_it()
    {
        var infinite = BlockKernel.Measure([1f, float.PositiveInfinity, 2f]);
        var notANumber = BlockKernel.Measure([float.NaN, float.NegativeInfinity, 2f]);

        Assert.Equal((1, double.PositiveInfinity), (infinite.NonFiniteCount, infinite.Norm));
        Assert.Equal((2, double.NaN), (notANumber.NonFiniteCount, notANumber.Norm));
        Assert.Equal(double.NaN, notANumber.MaxMagnitude);
    }

    [Fact]
    public void Elements_that_float16_rounds_to_zero_are_counted_apart_from_zeros()
    {
        var tie = 1f / (1 << 25);
        var statistics = BlockKernel.Measure([0f, -0f, tie, -tie, MathF.BitIncrement(tie), 1e-20f, 1f]);

        Assert.Equal((2, 3), (statistics.ZeroCount, statistics.UnderflowCount));
        Assert.Equal((Half)0f, (Half)tie);
        Assert.NotEqual((Half)0f, (Half)MathF.BitIncrement(tie));
    }

    [Fact]
    public void No_elements_have_norm_zero()
    {
        Assert.Equal(default, BlockKernel.Measure(ReadOnlySpan<float>.Empty));
        Assert.Equal(0, default(TensorStatistics).RootMeanSquare);
    }

    [Fact]
    public void Statistics_of_parts_add_up_to_those_of_the_whole()
    {
        float[] elements = [3, 0, -4, float.Epsilon, 12, float.NaN];

        var parts = BlockKernel.Measure(elements.AsSpan(0, 2)) + BlockKernel.Measure(elements.AsSpan(2));

        Assert.Equal(BlockKernel.Measure(elements), parts);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(3, 100)]
    public void Sums_of_powers_serve_the_other_norms(double p, double expected)
    {
        float[] elements = [-1, 2, -3, 4];

        Assert.Equal(expected, ScalarKernel.SumOfPowers(elements, p), 1e-12);
    }
}
