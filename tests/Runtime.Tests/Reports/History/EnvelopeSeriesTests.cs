using GradGuard.Reports.History;

namespace GradGuard.Runtime.Tests.Reports.History;

public class EnvelopeSeriesTests
{
    [Fact]
    public void A_short_run_keeps_every_step()
    {
        var series = Of(3, step => step);

        Assert.Equal([1.0, 2, 3], series.Buckets.ToArray().Select(bucket => bucket.Mean));
    }

    [Fact]
    public void A_long_run_stays_within_its_buckets_and_covers_all_steps()
    {
        var buckets = Of(100_000, step => step).Buckets.ToArray();

        Assert.InRange(buckets.Length, EnvelopeSeries.Capacity / 2, EnvelopeSeries.Capacity);
        Assert.Equal((1, 100_000), (buckets[0].FirstStep, buckets[^1].LastStep));
        Assert.All(buckets.Zip(buckets.Skip(1)), pair => Assert.Equal(pair.First.LastStep + 1, pair.Second.FirstStep));
        Assert.Equal(100_000, buckets.Sum(bucket => bucket.Count));
    }

    [Fact]
    public void A_spike_of_one_step_survives()
    {
        var buckets = Of(100_000, step => step == 54_321 ? 1000 : 1).Buckets.ToArray();

        Assert.Equal(1000, Assert.Single(buckets, bucket => bucket.Max > 1).Max);
    }

    [Fact]
    public void Steps_that_are_not_finite_are_counted_and_spoil_nothing()
    {
        var buckets = Of(2000, step => step == 7 ? double.NaN : step == 1500 ? double.PositiveInfinity : 1).Buckets.ToArray();

        Assert.Equal(2, buckets.Sum(bucket => bucket.NonFiniteCount));
        Assert.All(buckets, bucket => Assert.Equal((1, 1, 1), (bucket.Min, bucket.Max, bucket.Mean)));
    }

    [Fact]
    public void A_copy_does_not_grow_with_the_original()
    {
        var series = Of(10, step => step);
        var copy = series.Copy();
        series.Add(11, 11);

        Assert.Equal((10, 11), (copy.Buckets.Length, series.Buckets.Length));
    }

    private static EnvelopeSeries Of(int steps, Func<int, double> value)
    {
        var series = new EnvelopeSeries();
        for (var step = 1; step <= steps; step++)
            series.Add(step, value(step));

        return series;
    }
}
