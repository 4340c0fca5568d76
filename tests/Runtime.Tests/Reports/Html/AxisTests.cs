using GradGuard.Reports.Html.Charts;

namespace GradGuard.Runtime.Tests.Reports.Html;

public class AxisTests
{
    [Theory]
    [InlineData(1, 600, new[] { "100", "200", "300", "400", "500", "600" })]
    [InlineData(1, 100_000, new[] { "20 k", "40 k", "60 k", "80 k", "100 k" })]
    [InlineData(0, 0.69, new[] { "0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6" })]
    public void Linear_ticks_are_round(double low, double high, string[] labels) =>
        Assert.Equal(labels, new LinearAxis("x", low, high).Ticks.Select(tick => tick.Label));

    [Fact]
    public void A_log_axis_holds_its_values_in_whole_decades()
    {
        var axis = LogAxis.Around("norm", [2e-11, 0.16, 0, double.NaN]);

        Assert.Equal((-11, 0), (axis.LowDecade, axis.HighDecade));
        Assert.Equal((0, 1), (axis.Position(0), axis.Position(5)));
        Assert.Equal(0.5, axis.Position(Math.Pow(10, -5.5)), 1e-9);
        Assert.Equal(["10⁻¹⁰", "10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01", "1"], axis.Ticks.Select(tick => tick.Label));
    }

    [Fact]
    public void A_log_axis_of_one_value_is_still_two_decades_wide()
    {
        var axis = LogAxis.Around("norm", [1.0]);

        Assert.Equal(2, axis.HighDecade - axis.LowDecade);
    }

    [Theory]
    [InlineData(1, new[] { "1" })]
    [InlineData(3, new[] { "1", "2", "3" })]
    [InlineData(500, new[] { "1", "50", "100", "150", "200", "250", "300", "350", "400", "450", "500" })]
    public void Layers_are_numbered_from_one(int count, string[] labels) =>
        Assert.Equal(labels, new LayerAxis("layer", count).Ticks.Select(tick => tick.Label));
}
