using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class VanishingGradientTests
{
    [Theory]
    [InlineData("Linear(64, 64), ReLU()", 20, "")]
    [InlineData("Linear(64, 64), GELU()", 16, "")]
    [InlineData("Linear(64, 64), SiLU()", 16, "")]
    [InlineData("Linear(64, 64), LeakyReLU(0.01)", 24, "")]
    [InlineData("Linear(64, 64), Dropout(0.1), ReLU()", 24, "")]
    [InlineData("Linear(64, 64), ReLU()", 8, StackedModel.Small)]
    [InlineData("Conv2d(16, 16, 3, padding: 1), ReLU()", 20, "", "Conv2d(16, 2, 1)")]
    public async Task Stack_whose_first_layer_gets_next_to_nothing_is_found(string block, int times, string initialise, string head = "Linear(64, 10)")
    {
        var finding = await Verify<VanishingGradientRule>.Finding(StackedModel.Of(block, times, initialise, "[|Net|]", head));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Matches("'net.0' gets [0-9.e-]+ of the gradient of 'net.[0-9]+'", finding.GetMessage());
        Assert.True(double.Parse(finding.Properties["PredictedLog10Ratio"]!, System.Globalization.CultureInfo.InvariantCulture) < -4);
    }

    [Theory]
    [InlineData("Linear(64, 64), ReLU()", 20, StackedModel.He)]
    [InlineData("Linear(64, 64), ReLU()", 4, "")]
    [InlineData("Linear(64, 64), ReLU()", 8, "")]
    [InlineData("Linear(64, 64), Tanh()", 12, "")]
    [InlineData("Linear(64, 64), BatchNorm1d(64), ReLU()", 20, "")]
    [InlineData("Linear(64, 64), LayerNorm(64), GELU()", 20, "")]
    public async Task Stack_that_lets_its_gradient_pass_is_silent(string block, int times, string initialise) =>
        await Verify<VanishingGradientRule>.Findings(StackedModel.Of(block, times, initialise));

    [Theory]
    [InlineData("Linear(64, 64, hasBias: false), ReLU()", 8)]
    [InlineData("Linear(64, 64, hasBias: false), Tanh()", 6)]
    [InlineData("Linear(64, 64, hasBias: false), GELU()", 6)]
    [InlineData("Conv2d(16, 16, 3, padding: 1, bias: false), ReLU()", 8, "Conv2d(16, 2, 1)", "foreach (var c in modules().OfType<Conv2d>()) init.normal_(c.weight, 0, 0.01);")]
    public async Task Stack_whose_signal_fades_is_found_though_its_layers_get_alike(string block, int times, string head = "Linear(64, 10)", string initialise = StackedModel.Small)
    {
        var finding = await Verify<VanishingGradientRule>.Finding(StackedModel.Of(block, times, initialise, "[|Net|]", head));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Matches("the signal fades to [0-9.e-]+ of its magnitude on the way to 'net.[0-9]+', and the gradient of all weights with it", finding.GetMessage());
    }

    [Theory]
    [InlineData("Linear(64, 64, hasBias: false), ReLU()", 2)]
    [InlineData("Linear(64, 64, hasBias: false), LayerNorm(64), ReLU()", 8)]
    [InlineData("Linear(64, 64), Tanh()", 2)]
    public async Task Signal_that_lasts_is_silent(string block, int times) => await Verify<VanishingGradientRule>.Findings(StackedModel.Of(block, times, StackedModel.Small));

    [Fact]
    public async Task Stack_that_saturates_is_for_the_rule_of_saturation() => await Verify<VanishingGradientRule>.Findings(StackedModel.Of("Linear(64, 64), Sigmoid()", 10));

    [Fact]
    public async Task Skips_carry_the_gradient() => await Verify<VanishingGradientRule>.Findings(StackedModel.Residual("x + down[i].call(up[i].call(x).relu())", "", "Net"));

    [Theory]
    [InlineData("1e-8", "Net")]
    [InlineData("1e-3", "[|Net|]")]
    public async Task Limit_is_an_option(string limit, string name) => await Verify<VanishingGradientRule>.Findings(
        StackedModel.Of("Linear(64, 64), ReLU()", 15, "", name), new Dictionary<string, string> { ["gradguard.GG0102.min_ratio"] = limit });
}
