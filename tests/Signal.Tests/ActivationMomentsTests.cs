namespace GradGuard.Signal.Tests;

public class ActivationMomentsTests
{
    public static TheoryData<string> All => [.. Activations.ByName.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void Moments_agree_with_Simpsons_rule_between_the_kinks(string name)
    {
        ActivationFunction phi = Activations.ByName[name];
        foreach ((double mean, double variance) in new[] { (0, 1e-4), (0, 0.3), (0, 1), (0.5, 2), (-1.3, 0.7), (0, 30.0), (3, 400.0) })
        {
            ActivationMoments moments = phi.Moments(mean, variance);
            Agree(phi.Value, moments.Mean);
            Agree(z => phi.Value(z) * phi.Value(z), moments.SecondMoment);
            Agree(z => phi.Slope(z) * phi.Slope(z), moments.SlopeSecondMoment);

            void Agree(Func<double, double> integrand, double actual)
            {
                double expected = Simpson(integrand, mean, variance);
                Assert.True(Math.Abs(actual - expected) <= 1e-6 * Math.Max(1, Math.Abs(expected)), $"{name} at N({mean}, {variance}): {actual} for {expected}");
            }
        }
    }

    [Fact]
    public void A_rectified_Gaussian_has_its_closed_form_to_nine_digits()
    {
        ActivationMoments moments = ActivationFunction.ReLU.Moments(0, 4);

        Assert.Equal(2 / Math.Sqrt(2 * Math.PI), moments.Mean, 9);
        Assert.Equal(2, moments.SecondMoment, 9);
        Assert.Equal(0.5, moments.SlopeMean, 9);
        Assert.Equal(0.5, moments.SlopeSecondMoment, 9);
        Assert.Equal(24, moments.FourthMoment, 6);
        Assert.Equal(1 / (2 * Math.Sqrt(2 * Math.PI)), moments.MeanCurvature, 9);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.8)]
    [InlineData(0.99)]
    [InlineData(1.0)]
    [InlineData(-0.6)]
    public void Products_of_rectified_pairs_follow_the_arc_cosine_kernel(double correlation)
    {
        // Cho and Saul 2009, kernels of order 1 and 0.
        ActivationMoments moments = ActivationFunction.ReLU.Moments(0, 1);
        double angle = Math.Acos(correlation);

        Assert.Equal((Math.Sin(angle) + ((Math.PI - angle) * correlation)) / (2 * Math.PI), moments.Product(correlation), 3);
        Assert.Equal((Math.PI - angle) / (2 * Math.PI), moments.SlopeProduct(correlation), 1.5e-2);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Pairs_are_the_square_when_equal_and_the_squared_mean_when_independent(string name)
    {
        ActivationMoments moments = Activations.ByName[name].Moments(0.4, 1.7);

        Assert.Equal(moments.SecondMoment, moments.Product(1), 6);
        Assert.Equal(moments.Mean * moments.Mean, moments.Product(0), 6);
        Assert.Equal(moments.SlopeSecondMoment, moments.SlopeProduct(1), 6);
        Assert.Equal(moments.SlopeMean * moments.SlopeMean, moments.SlopeProduct(0), 6);
    }

    [Fact]
    public void Without_variance_the_moments_are_those_of_a_point()
    {
        ActivationMoments moments = ActivationFunction.Tanh.Moments(0.5, 0);

        Assert.Equal(Math.Tanh(0.5), moments.Mean, 12);
        Assert.Equal(Math.Tanh(0.5) * Math.Tanh(0.5), moments.Product(0.3), 12);
    }

    /// <summary>E[φ'(z)²] and E[φ(z)²] for z ~ N(0, 1), as published in tables of mean-field factors.</summary>
    [Theory]
    [InlineData("Sigmoid", 0.0448, 0.293)]
    [InlineData("Tanh", 0.464, 0.394)]
    [InlineData("ReLU", 0.5, 0.5)]
    [InlineData("GELU", 0.456, 0.425)]
    [InlineData("SiLU", 0.380, 0.356)]
    [InlineData("ELU", 0.668, 0.645)]
    [InlineData("SELU", 1.072, 1.000)]
    [InlineData("Softplus", 0.293, 0.921)]
    [InlineData("Hardtanh", 0.6827, 0.516)]
    public void Unit_variance_gives_the_table_of_slopes_and_squares(string name, double slope, double square)
    {
        ActivationMoments moments = Activations.ByName[name].Moments(0, 1);

        Assert.Equal(slope, moments.SlopeSecondMoment, 6e-4);
        Assert.Equal(square, moments.SecondMoment, 6e-4);
    }

    private static double Simpson(Func<double, double> integrand, double mean, double variance)
    {
        const int Intervals = 400;
        double deviation = Math.Sqrt(variance);
        double[] kinks = [-3, -2, -1, -0.5, 0, 0.1, 0.5, 1, 3, 6];
        double[] cuts = [.. kinks.Select(kink => (kink - mean) / deviation).Concat(Enumerable.Range(-9, 19).Select(x => (double)x)).Where(x => Math.Abs(x) <= 9).Order()];
        double sum = 0;
        for (int segment = 1; segment < cuts.Length; segment++)
        {
            double step = (cuts[segment] - cuts[segment - 1]) / Intervals;
            for (int i = 0; i <= Intervals && step > 0; i++)
            {
                // The ends are taken from inside, where a jump has the side's own value.
                double x = cuts[segment - 1] + (i == 0 ? step * 1e-9 : i == Intervals ? step * (Intervals - 1e-9) : step * i);
                double weight = i is 0 or Intervals ? 1 : i % 2 == 1 ? 4 : 2;
                sum += weight * step / 3 * integrand(mean + (deviation * x)) * Math.Exp(-x * x / 2);
            }
        }

        return sum / Math.Sqrt(2 * Math.PI);
    }
}
