using GradGuard.Signal.Propagation;

namespace GradGuard.Signal.Tests;

public class CommonDirectionsTests
{
    // ψ(k/2) - ln(k/2).
    [Theory]
    [InlineData(1, -1.2704)]
    [InlineData(2, -0.5772)]
    [InlineData(4, -0.2704)]
    [InlineData(9, -0.1152)]
    [InlineData(10, -0.1033)]
    [InlineData(100, -0.0100)]
    public void The_typical_square_of_a_gaussian_vector_is_that_of_chi_squared(double components, double expected) =>
        Assert.Equal(expected, CommonDirections.LogTypical(1, components), 0.015);

    // E ln(1 - c + c z²) by integration over z.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.3, -0.061)]
    [InlineData(0.5, -0.160)]
    [InlineData(0.8, -0.447)]
    [InlineData(0.95, -0.795)]
    public void What_is_not_shared_fills_the_gap_that_chance_leaves(double share, double expected) =>
        Assert.Equal(expected, CommonDirections.LogTypical(share, 1), 0.002);

    [Fact]
    public void Few_and_many_components_meet() =>
        Assert.Equal(CommonDirections.LogTypical(0.7, 9.999), CommonDirections.LogTypical(0.7, 10), 0.006);
}
