namespace GradGuard.Signal.Tests;

public class WeightInitializerTests
{
    [Fact]
    public void Variances_follow_the_definitions()
    {
        Assert.Equal(1 / (3 * 64.0), WeightInitializer.TorchSharpDefault.Variance(64, 10), 12);
        Assert.Equal(2 / 64.0, WeightInitializer.KaimingNormal(InitializerGain.ReLU).Variance(64, 10), 12);
        Assert.Equal(2 / 10.0, WeightInitializer.KaimingUniform(InitializerGain.ReLU, FanMode.FanOut).Variance(64, 10), 12);
        Assert.Equal(2 / 74.0, WeightInitializer.Xavier().Variance(64, 10), 12);
        Assert.Equal(25 / 9.0 * 2 / 74, WeightInitializer.Xavier(InitializerGain.Tanh).Variance(64, 10), 12);
        Assert.Equal(1 / 64.0, WeightInitializer.LeCun.Variance(64, 10), 12);
        Assert.Equal(1 / 64.0, WeightInitializer.Orthogonal().Variance(64, 10), 12);
        Assert.Equal(0.0025, WeightInitializer.Normal(0.05).Variance(64, 10), 12);
        Assert.Equal(4 / 12.0, WeightInitializer.Uniform(-1, 1).Variance(64, 10), 12);
        Assert.Equal(0, WeightInitializer.Constant(0.1).Variance(64, 10), 12);
    }

    [Fact]
    public void A_leaky_default_gain_of_root_five_is_the_library_default()
    {
        var spelt = WeightInitializer.KaimingUniform(InitializerGain.LeakyReLU(Math.Sqrt(5)));

        Assert.Equal(WeightInitializer.TorchSharpDefault.Variance(200, 7), spelt.Variance(200, 7), 12);
    }

    [Fact]
    public void Means_count_in_the_second_moment()
    {
        Assert.Equal(0.01, WeightInitializer.Constant(0.1).SecondMoment(64, 10), 12);
        Assert.Equal(1 / 3.0, WeightInitializer.Uniform(0, 1).SecondMoment(64, 10), 12);
    }

    [Fact]
    public void Scaling_multiplies_weights_not_variances()
    {
        Assert.Equal(0.25 / (3 * 64.0), WeightInitializer.TorchSharpDefault.Scaled(0.5).Variance(64, 10), 12);
        Assert.Equal(-0.2, WeightInitializer.Constant(0.1).Scaled(-2).Mean, 12);
        Assert.Equal(0.04, WeightInitializer.Normal(0.1).Scaled(-2).Variance(64, 10), 12);
    }

    [Fact]
    public void Only_constants_leave_all_units_alike()
    {
        Assert.True(WeightInitializer.Zeros.IsConstant);
        Assert.True(WeightInitializer.Constant(0.3).IsConstant);
        Assert.False(WeightInitializer.Uniform(0, 1).IsConstant);
    }

    [Fact]
    public void Of_an_unknown_initializer_nothing_is_claimed()
    {
        Assert.False(WeightInitializer.Unknown.IsKnown);
        Assert.True(double.IsNaN(WeightInitializer.Unknown.Variance(64, 10)));
        Assert.Same(WeightInitializer.Unknown, WeightInitializer.Unknown.Scaled(2));
    }

    [Fact]
    public void Default_bias_has_the_variance_of_the_default_weight()
    {
        Assert.Equal(1 / (3 * 64.0), BiasInitializer.TorchSharpDefault.Variance(64), 12);
        Assert.Equal(0, BiasInitializer.Constant(0.5).Variance(64), 12);
        Assert.Equal(0.5, BiasInitializer.Constant(0.5).Mean, 12);
    }
}
