using GradGuard.Signal.Propagation.Transfers;

namespace GradGuard.Signal.Tests;

public class OrderStatisticsTests
{
    [Theory]
    [InlineData(-0.5)]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public void Two_draws_of_two_agree_as_often_as_their_difference_keeps_its_sign(double correlation) =>
        Assert.Equal(0.5 + (Math.Asin(correlation) / Math.PI), OrderStatistics.Agreement(2, correlation), 3);

    [Theory]
    [InlineData(4)]
    [InlineData(64)]
    public void Independent_draws_agree_by_chance_and_equal_ones_always(double count)
    {
        Assert.Equal(1 / count, OrderStatistics.Agreement(count, 0), 6);
        Assert.Equal(1, OrderStatistics.Agreement(count, 1), 0.005);
    }

    [Theory]
    [InlineData(4, 0.5)]
    [InlineData(9, 0.75)]
    [InlineData(64, 0.25)]
    public void Draws_agree_and_their_largest_vary_together_as_in_a_simulation(int count, double correlation)
    {
        (double agreement, double covariance) = Simulated(count, correlation, draws: 40_000);

        // The bound that stands for the agreement lies a tenth above it.
        Assert.InRange(OrderStatistics.Agreement(count, correlation), agreement * 0.95, agreement * 1.2);
        Assert.Equal(covariance, OrderStatistics.Covariance(count, correlation), 0.02);
    }

    [Fact]
    public void Equal_draws_share_all_of_the_variance_of_their_largest() =>
        Assert.Equal(OrderStatistics.Maximum(16).Variance, OrderStatistics.Covariance(16, 1), 9);

    private static (double Agreement, double Covariance) Simulated(int count, double correlation, int draws)
    {
        var random = new Random(7);
        double agreed = 0;
        double sum = 0;
        double mean = OrderStatistics.Maximum(count).Mean;
        for (int draw = 0; draw < draws; draw++)
        {
            (int place, double most, int otherPlace, double otherMost) = (0, double.MinValue, 0, double.MinValue);
            for (int i = 0; i < count; i++)
            {
                double one = Normal(random);
                double other = (correlation * one) + (Math.Sqrt(1 - (correlation * correlation)) * Normal(random));
                (place, most) = one > most ? (i, one) : (place, most);
                (otherPlace, otherMost) = other > otherMost ? (i, other) : (otherPlace, otherMost);
            }

            agreed += place == otherPlace ? 1 : 0;
            sum += (most - mean) * (otherMost - mean);
        }

        return (agreed / draws, sum / draws);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
