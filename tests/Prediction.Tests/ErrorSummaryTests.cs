using GradGuard.Prediction.Accuracy;
using GradGuard.Signal;

namespace GradGuard.Prediction.Tests;

public class ErrorSummaryTests
{
    [Fact]
    public void The_95th_percentile_leaves_one_of_twenty_out()
    {
        var summary = ErrorSummary.Of(Enumerable.Range(1, 20).Select(i => i / 10.0));

        Assert.Equal(new ErrorSummary(20, 1.05, 1.9, 2.0), summary);
    }

    [Theory]
    [InlineData(0.15, 0.5, 1.0, true)]
    [InlineData(0.16, 0.5, 1.0, false)]
    [InlineData(0.15, 0.51, 1.0, false)]
    [InlineData(0.15, 0.5, 1.01, false)]
    public void Each_of_the_three_limits_counts(double median, double most, double largest, bool meets) =>
        Assert.Equal(meets, new ErrorSummary(20, median, most, largest).Meets(Targets.Ratio));

    [Theory]
    [InlineData(double.NegativeInfinity, double.NegativeInfinity, 0)]
    [InlineData(double.NegativeInfinity, -3, double.PositiveInfinity)]
    [InlineData(double.NaN, -3, double.PositiveInfinity)]
    [InlineData(-2.5, -3, 0.5)]
    public void A_gradient_of_zero_is_right_only_where_none_is_measured(double predicted, double measured, double error) =>
        Assert.Equal(error, new ComparedLayer("fc", Interval.At(predicted), predicted, measured).Error);
}
