namespace GradGuard.Signal.Tests;

public class ActivationFunctionTests
{
    public static TheoryData<string> All => [.. Activations.ByName.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void Slope_is_the_derivative_of_the_value(string name)
    {
        ActivationFunction phi = Activations.ByName[name];
        const double H = 1e-6;
        for (double z = -7.035; z < 7; z += 0.19)
        {
            Assert.Equal((phi.Value(z + H) - phi.Value(z - H)) / (2 * H), phi.Slope(z), 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Largest_slope_is_reached_and_never_passed(string name)
    {
        ActivationFunction phi = Activations.ByName[name];
        double seen = 0;
        for (double z = -30; z <= 30; z += 0.001)
        {
            seen = Math.Max(seen, Math.Abs(phi.Slope(z)));
        }

        if (double.IsInfinity(phi.LargestSlope))
        {
            return;
        }

        Assert.True(seen <= phi.LargestSlope * 1.0005, $"{seen} passes {phi.LargestSlope}");
        Assert.True(seen >= phi.LargestSlope * 0.99, $"{seen} stays short of {phi.LargestSlope}");
    }

    [Fact]
    public void Those_saturate_whose_slope_dies_for_strong_positive_signals()
    {
        string[] saturating = [.. Activations.ByName.Values.Where(phi => phi.IsSaturating).Select(phi => phi.Name)];

        Assert.Equal(["Sigmoid", "Tanh", "Softsign", "Hardsigmoid", "LogSigmoid", "Hardtanh", "Hardtanh(-2, 0.5)"], saturating);
    }

    [Theory]
    [InlineData(1000.0)]
    [InlineData(-1000.0)]
    public void Far_out_nothing_overflows(double z)
    {
        foreach (ActivationFunction phi in Activations.ByName.Values)
        {
            Assert.True(double.IsFinite(phi.Value(z)) && double.IsFinite(phi.Slope(z)), phi.Name);
        }
    }

    [Fact]
    public void Equality_goes_by_name_and_parameters()
    {
        Assert.Equal(ActivationFunction.LeakyReLU(0.2), ActivationFunction.LeakyReLU(0.2));
        Assert.NotEqual(ActivationFunction.LeakyReLU(0.2), ActivationFunction.LeakyReLU());
        Assert.Equal("LeakyReLU", ActivationFunction.LeakyReLU().Name);
        Assert.Equal("LeakyReLU(0.2)", ActivationFunction.LeakyReLU(0.2).Name);
    }

    [Fact]
    public void A_users_own_activation_has_moments_too()
    {
        var cube = ActivationFunction.Custom("Cube", z => z * z * z, z => 3 * z * z, double.PositiveInfinity);

        Assert.Equal(15, cube.Moments(0, 1).SecondMoment, 6);
        Assert.Equal(27, cube.Moments(0, 1).SlopeSecondMoment, 6);
    }
}
