using GradGuard.Signal.Propagation;

namespace GradGuard.Signal.Tests;

public class SoftmaxTests
{
    private const int Draws = 20_000;

    [Theory]
    [InlineData(2, 0.5)]
    [InlineData(2, 16)]
    [InlineData(5, 2)]
    [InlineData(5, 100)]
    [InlineData(20, 0.5)]
    [InlineData(20, 4)]
    [InlineData(20, 36)]
    [InlineData(100, 2)]
    [InlineData(100, 1000)]
    public void What_a_logit_still_decides_is_as_simulated(int classes, double variance)
    {
        var random = new Random(1);
        double overlap = 0;
        double slopes = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            double[] p = Chosen(random, classes, Math.Sqrt(variance));
            double square = p.Sum(share => share * share);
            overlap += square / Draws;
            slopes += p.Sum(share => share * share * (1 - (2 * share) + square)) / Draws;
        }

        Assert.InRange(Softmax.Undecided(overlap, classes) / (slopes / overlap), 1 / 1.3, 1.3);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(50)]
    public void An_even_softmax_decides_nothing_and_one_of_a_class_everything(int classes)
    {
        Assert.Equal(1 - (1.0 / classes), Softmax.Undecided(1.0 / classes, classes), 12);
        Assert.Equal(0, Softmax.Undecided(1, classes), 12);
    }

    // Leads of so many softmaxes at random, and how much the few that have not chosen add to the logarithm.
    [Theory]
    [InlineData(1, 5)]
    [InlineData(100, 2)]
    [InlineData(1e4, 0.5)]
    [InlineData(1e6, 0.1)]
    public void A_few_undecided_softmaxes_are_worth_what_they_typically_add(double ratio, double undecided)
    {
        var random = new Random(1);
        double expected = Enumerable.Range(0, Draws).Average(_ =>
        {
            double sum = 0;
            for (double lead = Wait(); lead < 60; lead += Wait())
            {
                sum += 4 * Math.Exp(-2 * lead) / Math.Pow(1 + Math.Exp(-lead), 4);
            }

            return Math.Log(1 + (ratio * sum * 3 / undecided));
        });

        Assert.Equal(expected, Math.Log(1 + (ratio * Softmax.Typical(ratio, undecided))), 0.15);

        double Wait() => -Math.Log(1 - random.NextDouble()) / undecided;
    }

    private static double[] Chosen(Random random, int classes, double deviation)
    {
        double[] logits = [.. Enumerable.Range(0, classes).Select(_ =>
            deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
        double largest = logits.Max();
        double[] powers = [.. logits.Select(logit => Math.Exp(logit - largest))];
        double sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }

    [Theory]
    [InlineData(double.PositiveInfinity, 0.5)]
    [InlineData(double.PositiveInfinity, 1e-300)]
    [InlineData(1e300, 2)]
    [InlineData(double.NaN, 2)]
    [InlineData(3, 0)]
    [InlineData(3, double.NaN)]
    public void Without_bounds_the_typical_share_stays_a_share(double ratio, double undecided) => Assert.InRange(Softmax.Typical(ratio, undecided), 0, 1);
}
