using GradGuard.Detectors;

namespace GradGuard.Runtime.Tests.Detectors;

public class ExplodingGradientDetectorTests
{
    private readonly SnapshotSeries _chain = new(new ExplodingGradientDetector(DetectorSettings.Default), layers: 3);

    [Fact]
    public void Growth_far_above_every_earlier_level_is_an_error_at_the_largest_layer()
    {
        _chain.Repeat(10, 1, 1, 1);
        for (var step = 1; step <= 6; step++)
            _chain.Step(null, 1, 10 * Math.Pow(30, step), 1);

        var finding = Assert.Single(_chain.Findings);
        Assert.Equal((Symptom.ExplodingGradient, Severity.Error, "fc1"), (finding.Symptom, finding.Severity, finding.Layer));
    }

    [Fact]
    public void A_blow_up_from_the_second_step_on_is_seen_before_it_turns_into_NaN()
    {
        _chain.Step(null, 1, 1, 1);
        _chain.Step(null, 1e5, 1e5, 1e5);
        _chain.Step(null, 1e12, 1e12, 1e12);
        var findings = _chain.Step(null, double.NaN, double.NaN, double.NaN);

        Assert.Single(findings, finding => finding.Symptom == Symptom.ExplodingGradient);
    }

    [Fact]
    public void A_single_spike_is_no_explosion()
    {
        _chain.Repeat(30, 1, 1, 1);
        _chain.Step(null, 1e6, 1e6, 1e6);
        _chain.Repeat(30, 1, 1, 1);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void Growth_from_almost_nothing_to_an_ordinary_size_is_none()
    {
        _chain.Repeat(30, 1e-6, 1e-6, 1e-6);
        _chain.Repeat(30, 1, 1, 1);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void Spikes_after_convergence_are_held_against_the_level_before_it()
    {
        _chain.Repeat(100, 1, 1, 1);
        _chain.Repeat(200, 1e-5, 1e-5, 1e-5);
        _chain.Repeat(30, 50, 50, 50);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void NaN_without_a_blow_up_before_it_is_another_detectors_case()
    {
        _chain.Repeat(10, 1, 1, 1);
        _chain.Repeat(10, double.NaN, double.NaN, double.NaN);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void A_gradient_that_grows_towards_the_first_layer_is_a_warning_there()
    {
        _chain.Repeat(30, 5e4, 100, 1);

        var finding = Assert.Single(_chain.Findings);
        Assert.Equal((Severity.Warning, "fc0"), (finding.Severity, finding.Layer));
    }

    [Fact]
    public void A_slow_rise_by_a_hundredfold_is_healthy()
    {
        for (var step = 0; step < 200; step++)
            _chain.Repeat(1, Math.Pow(100, step / 200.0), 1, 1);

        Assert.Empty(_chain.Findings);
    }
}
