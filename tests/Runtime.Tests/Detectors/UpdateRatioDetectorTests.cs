using GradGuard.Detectors;
using GradGuard.Layers;
using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Runtime.Tests.Detectors;

public class UpdateRatioDetectorTests
{
    private readonly FindingCollector _findings = new();
    private readonly UpdateRatioDetector _detector = new(DetectorSettings.Default);
    private readonly LayerCatalog _catalog = LayerCatalog.Build([new("a.weight", 10, 2, "Linear"), new("b.weight", 10, 2, "Linear")], "Pair", 512);

    [Fact]
    public void Steps_that_never_came_to_a_millionth_are_too_small()
    {
        for (var step = 10; step <= 60; step += 10)
            Measure(step, 1e-9, 3e-8);

        var finding = Assert.Single(_findings.All);
        Assert.Equal((Symptom.UpdateRatioOutOfRange, Severity.Warning, ""), (finding.Symptom, finding.Severity, finding.Layer));
        Assert.Contains("Raise", finding.Remedies[0].Action);
    }

    [Fact]
    public void A_warm_up_from_next_to_nothing_is_none()
    {
        for (var step = 2; step <= 200; step += step < 10 ? 1 : 10)
            Measure(step, 1e-10 * step, 1e-9 * step);

        Assert.Empty(_findings.All);
    }

    [Fact]
    public void A_schedule_that_comes_down_is_none()
    {
        for (var step = 2; step <= 400; step += 10)
            Measure(step, 1e-3 * Math.Pow(0.9, step), 1e-3 * Math.Pow(0.9, step));

        Assert.Empty(_findings.All);
    }

    [Fact]
    public void Steps_that_move_most_layers_by_a_tenth_again_and_again_are_too_large()
    {
        for (var step = 10; step <= 60; step += 10)
            Measure(step, 0.3, 0.2);

        var finding = Assert.Single(_findings.All);
        Assert.Equal((Symptom.UpdateRatioOutOfRange, Severity.Warning, ""), (finding.Symptom, finding.Severity, finding.Layer));
        Assert.Contains("Lower", finding.Remedies[0].Action);
    }

    [Fact]
    public void Large_steps_of_a_small_start_that_soon_come_down_are_none()
    {
        for (var step = 1; step <= 60; step += step < 10 ? 1 : 10)
            Measure(step, 1.0 / step, 1.0 / step);

        Assert.Empty(_findings.All);
    }

    [Fact]
    public void One_layer_that_moves_is_enough()
    {
        for (var step = 10; step <= 60; step += 10)
            Measure(step, 1e-9, 1e-4);

        Assert.Empty(_findings.All);
    }

    [Fact]
    public void A_layer_replaced_at_each_step_is_named_and_its_end_too()
    {
        for (var step = 10; step <= 50; step += 10)
            Measure(step, 0.01, 2);
        for (var step = 60; step <= 100; step += 10)
            Measure(step, 0.01, 0.01);

        Assert.Equal([("b", false), ("b", true)], _findings.All.Select(finding => (finding.Layer, finding.IsEnd)));
    }

    [Fact]
    public void Steps_as_small_as_the_gradient_they_come_from_are_no_rate_too_small()
    {
        for (var step = 10; step <= 60; step += 10)
            Measure(step, 1e-9, 3e-8, gradientNorm: 1e-6);

        Assert.Empty(_findings.All);
    }

    private void Measure(int step, double first, double second, double gradientNorm = 0.1)
    {
        var snapshot = new StepSnapshot(_catalog) { Step = step, HasFreshUpdates = true };
        Array.Fill(snapshot.LayerBuffer, new TensorStatistics(10, gradientNorm * gradientNorm, gradientNorm, 0, 0, 0));
        Array.Fill(snapshot.WeightNormBuffer, 1);
        snapshot.UpdateRatioBuffer[0] = first;
        snapshot.UpdateRatioBuffer[1] = second;
        _detector.Inspect(snapshot, _findings);
    }
}
