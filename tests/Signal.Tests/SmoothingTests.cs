using GradGuard.Signal.Propagation;

namespace GradGuard.Signal.Tests;

/// <summary>How fast means over neighbours make positions alike.</summary>
public class SmoothingTests
{
    private static readonly Field One = new(0, 0, 1);

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(20)]
    public void One_window_leaves_one_part_in_its_length(double length) =>
        Assert.Equal((1 / length) - 1e-3, Smoothing.Left(One, One.Seen(length, 1, 1), 1000) * (1 - 1e-3), 1e-6);

    [Theory]
    [InlineData(48, 9)]
    [InlineData(48, 3)]
    [InlineData(24, 5)]
    public void Windows_upon_each_other_leave_what_the_spectrum_of_a_ring_says(int positions, int length)
    {
        Field seen = One;
        for (int times = 1; times <= 12; times++)
        {
            seen = seen.Seen(length, 1, 1);

            Assert.Equal(Math.Log10(OnRing(positions, length, times)), Math.Log10(Smoothing.Left(One, seen, positions) * (1 - (1.0 / positions))), 0.1);
        }
    }

    [Fact]
    public void Along_two_axes_a_window_is_as_long_as_its_area() =>
        Assert.Equal((1.0 / 9) - 1e-4, Smoothing.Left(new(0, 0, 2), new Field(0, 0, 2).Seen(3, 1, 2), 10_000) * (1 - 1e-4), 1e-6);

    [Fact]
    public void Nothing_is_left_where_all_have_become_alike() => Assert.InRange(Smoothing.Left(One, One.Seen(1000, 1, 1), 8), 0, 1e-300);

    // White noise through means over as many neighbours, n times: the mean over all waves but the constant of the window's response.
    private static double OnRing(int positions, int length, int times) => Enumerable.Range(1, positions - 1)
        .Sum(wave => Math.Pow(Enumerable.Range(-(length / 2), length).Sum(step => Math.Cos(2 * Math.PI * wave * step / positions)) / length, 2 * times)) / positions;
}
