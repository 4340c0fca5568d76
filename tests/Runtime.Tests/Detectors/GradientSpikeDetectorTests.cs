using GradGuard.Detectors;

namespace GradGuard.Runtime.Tests.Detectors;

public class GradientSpikeDetectorTests
{
    private readonly SnapshotSeries _chain = new(new GradientSpikeDetector(DetectorSettings.Default), layers: 2);

    [Fact]
    public void A_single_spike_is_an_info_with_its_step_and_layer()
    {
        _chain.Repeat(30, 1, 1);
        _chain.Repeat(1, 1, 100);
        _chain.Repeat(30, 1, 1);

        var finding = Assert.Single(_chain.Findings);
        Assert.Equal((Symptom.GradientSpike, Severity.Info, "fc1", 31L), (finding.Symptom, finding.Severity, finding.Layer, finding.Step));
    }

    [Fact]
    public void Spikes_at_equal_distances_are_a_warning_that_names_the_period()
    {
        for (var step = 0; step < 150; step++)
            _chain.Repeat(1, 1, step % 25 == 24 ? 100 : 1);

        var warning = Assert.Single(_chain.Findings, finding => finding.Severity == Severity.Warning);
        Assert.Contains("every 25 steps", warning.Message);
    }

    [Fact]
    public void A_spike_of_a_thousandfold_that_reaches_the_weights_is_a_warning()
    {
        _chain.Repeat(30, 1, 1);
        _chain.Repeat(1, 1, 5000);

        Assert.Equal(Severity.Warning, Assert.Single(_chain.Findings).Severity);
    }

    [Fact]
    public void Steps_on_end_are_one_spike_told_again_where_it_becomes_severe()
    {
        _chain.Repeat(30, 1, 1);
        _chain.Repeat(3, 1, 100);
        _chain.Repeat(3, 1, 5000);

        Assert.Equal([(31L, Severity.Info), (34L, Severity.Warning)], _chain.Findings.Select(finding => (finding.Step, finding.Severity)));
    }

    [Fact]
    public void Spikes_a_few_steps_apart_have_no_period()
    {
        for (var step = 0; step < 60; step++)
            _chain.Repeat(1, 1, step >= 40 && step % 3 == 0 ? 100 : 1);

        Assert.DoesNotContain(_chain.Findings, finding => finding.Severity >= Severity.Warning);
    }

    [Fact]
    public void Noise_within_a_factor_of_ten_is_none()
    {
        var random = new Random(1);
        for (var step = 0; step < 500; step++)
            _chain.Repeat(1, 1, Math.Exp(random.NextDouble() * 2));

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void Jumps_near_convergence_below_the_level_of_the_start_are_none()
    {
        _chain.Repeat(50, 1, 1);
        _chain.Repeat(100, 1e-4, 1e-4);
        for (var step = 0; step < 100; step++)
            _chain.Repeat(1, 1e-4, step % 8 == 0 ? 0.1 : 1e-4);

        Assert.Empty(_chain.Findings);
    }
}
