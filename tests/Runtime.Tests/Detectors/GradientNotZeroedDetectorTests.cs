using GradGuard.Detectors;
using GradGuard.Invariants;
using GradGuard.Layers;
using GradGuard.Snapshots;

namespace GradGuard.Runtime.Tests.Detectors;

public class GradientNotZeroedDetectorTests
{
    private const int Size = 200;

    private readonly FindingCollector _findings = new();
    private readonly GradientNotZeroedDetector _detector = new();
    private readonly LayerCatalog _catalog = LayerCatalog.Build([new("a.weight", Size, 2, "Linear")], "One", 512);
    private readonly Random _random = new(1);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(2.0)]
    public void Sums_of_gradients_are_found_whatever_the_noise(double noise)
    {
        Train(noise, addsUp: _ => true);

        Assert.Equal(Symptom.GradientNotZeroed, Assert.Single(_findings.All).Symptom);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(2.0)]
    public void Gradients_made_anew_are_none_whatever_the_noise(double noise)
    {
        Train(noise, addsUp: _ => false);

        Assert.Empty(_findings.All);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(32)]
    public void Batches_added_up_on_purpose_are_none(int batches)
    {
        Train(noise: 0.5, addsUp: step => step % batches != 1, moves: step => step % batches == 0);

        Assert.Empty(_findings.All);
    }

    [Theory]
    [InlineData(1.05)]
    [InlineData(1.1)]
    [InlineData(1.15)]
    [InlineData(1.2)]
    [InlineData(1.3)]
    public void A_gradient_that_grows_smoothly_is_none(double growth)
    {
        Train(noise: 0.02, addsUp: _ => false, growth: growth);

        Assert.Empty(_findings.All);
    }

    [Theory]
    [InlineData(0.8, 1)]
    [InlineData(0.0, 0)]
    public void A_sum_is_told_from_a_gradient_that_another_model_pulls_about_by_how_alike_the_changes_are(double likeness, int expected)
    {
        for (var step = 2; step <= RecurrenceMeter.Steps; step++)
        {
            var snapshot = new StepSnapshot(_catalog) { Step = step, HasFreshUpdates = true };
            snapshot.UpdateRatioBuffer[0] = 1e-3;
            snapshot.Recurrence = new GradientRecurrence(1 + (0.5 * Math.Min(step, 8)), 0.5 + (0.5 * Math.Min(step, 9)), 0.6, likeness);
            _detector.Inspect(snapshot, _findings);
        }

        Assert.Equal(expected, _findings.All.Length);
    }

    [Theory]
    [InlineData(0.3, 1)]
    [InlineData(0.0, 0)]
    public void Elements_that_keep_their_value_to_the_bit_tell_a_sum_where_batches_differ_too_much(double kept, int expected)
    {
        for (var step = 2; step <= RecurrenceMeter.Steps; step++)
        {
            var snapshot = new StepSnapshot(_catalog) { Step = step, HasFreshUpdates = true };
            snapshot.UpdateRatioBuffer[0] = 1e-3;
            snapshot.Recurrence = new GradientRecurrence(step < 10 ? 1 : 3, step < 11 ? 1 : 3, step % 2 == 0 ? 0.01 : 2, 0, kept);
            _detector.Inspect(snapshot, _findings);
        }

        Assert.Equal(expected, _findings.All.Length);
    }

    private void Train(double noise, Func<int, bool> addsUp, Func<int, bool>? moves = null, double growth = 1)
    {
        var mean = Draw(1);
        double[]? previous = null;
        double[]? lastChange = null;
        for (var step = 1; step <= RecurrenceMeter.Steps; step++)
        {
            var drawn = Draw(noise);
            var scale = Math.Pow(growth, step);
            var now = new double[Size];
            for (var i = 0; i < Size; i++)
                now[i] = (scale * (mean[i] + drawn[i])) + (previous is not null && addsUp(step) ? previous[i] : 0);

            var snapshot = new StepSnapshot(_catalog) { Step = step, HasFreshUpdates = moves?.Invoke(step) ?? true };
            snapshot.UpdateRatioBuffer[0] = 1e-3;
            if (previous is not null)
            {
                double[] change = [.. now.Zip(previous, (left, right) => left - right)];
                var cosine = lastChange is null ? double.NaN : change.Zip(lastChange, (left, right) => left * right).Sum() / (Norm(change) * Norm(lastChange));
                snapshot.Recurrence = new GradientRecurrence(Norm(now), Norm(previous), Norm(change), cosine);
                lastChange = change;
            }

            _detector.Inspect(snapshot, _findings);
            previous = now;
        }
    }

    private double[] Draw(double deviation) => [.. Enumerable.Range(0, Size).Select(_ => deviation * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()))];

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(value => value * value));
}
