namespace GradGuard.Signal.Tests;

/// <summary>The normal distribution as GELU, z Φ(z), shows it.</summary>
public class NormalDistributionTests
{
    // Abramowitz and Stegun, table 26.1.
    [Theory]
    [InlineData(0.0, 0.5)]
    [InlineData(0.5, 0.691462461274013)]
    [InlineData(1.0, 0.841344746068543)]
    [InlineData(1.98, 0.976148235658491)]
    [InlineData(3.3, 0.999516575857616)]
    public void The_cumulative_distribution_is_as_printed(double x, double expected)
    {
        Assert.Equal(expected * x, ActivationFunction.GELU.Value(x), 1e-12);
        Assert.Equal((1 - expected) * -x, ActivationFunction.GELU.Value(-x), 1e-12);
    }

    [Fact]
    public void Between_any_two_points_it_rises_by_its_slope()
    {
        const double Step = 1e-4;
        for (double x = -6; x < 6; x += 0.0137)
        {
            double rise = (ActivationFunction.GELU.Value(x + Step) - ActivationFunction.GELU.Value(x - Step)) / (2 * Step);
            Assert.Equal(ActivationFunction.GELU.Slope(x), rise, 1e-8);
        }
    }
}
