using GradGuard.Detection.Cases;
using GradGuard.Detection.Running;
using GradGuard.Detection.Scoring;

namespace GradGuard.Detection.Tests;

/// <summary>The detection benchmark over one seed of every case: what docs/detection.md says must not get worse unnoticed.</summary>
public class BenchmarkTests
{
    public static TheoryData<string> Healthy() => [.. Benchmark.Healthy.Select(@case => @case.Name)];

    [Theory]
    [MemberData(nameof(Healthy))]
    public void A_healthy_run_learns_and_has_no_warning(string name)
    {
        var @case = Benchmark.Healthy.Single(@case => @case.Name == name);

        var score = new HealthyScore(@case, [Trainer.Train(@case.Recipe, seed: 1)]);

        Assert.Empty(score.FalseAlarms);
        Assert.True(score.HasLearned, $"the loss came down to {score.WorstLossRatio:0.00} of its beginning only");
    }

    [Fact]
    public void Faults_are_found_in_time_and_at_the_right_layer()
    {
        var faults = Benchmark.Faults.Select(@case => new FaultScore(@case, [Trainer.Train(@case.Recipe, seed: 1)])).ToList();

        var summary = new Summary("all", [], faults);

        var missed = string.Join(", ", faults.Where(score => score.FoundRuns == 0).Select(score => score.Case.Name));
        Assert.True(summary.FoundRuns >= Targets.Found * summary.FaultyRuns, $"{summary.FoundRuns} of {summary.FaultyRuns} found; missed: {missed}");
        Assert.True(summary.RightLayerRuns >= Targets.RightLayer * summary.LayerRuns, $"{summary.RightLayerRuns} of {summary.LayerRuns} at the right layer");
        Assert.Equal(0, summary.EarlyAlarmRuns);
    }

    [Fact]
    public void The_benchmark_is_as_large_as_it_says()
    {
        Assert.True(Benchmark.Faults.Count >= 25);
        Assert.True(Benchmark.Healthy.Count >= 40);
        Assert.Equal(Benchmark.Healthy.Count, Benchmark.Healthy.DistinctBy(@case => @case.Name).Count());
        Assert.Equal(Benchmark.Faults.Count, Benchmark.Faults.DistinctBy(@case => @case.Name).Count());
    }

    [Fact]
    public void The_twin_of_every_fault_is_among_the_healthy_runs() =>
        Assert.All(Benchmark.Faults, fault => Assert.Contains(Benchmark.Healthy, healthy => ReferenceEquals(healthy, fault.Twin)));
}
