using GradGuard.Detectors;

namespace GradGuard.Runtime.Tests.Detectors;

public class VanishingGradientDetectorTests
{
    private readonly SnapshotSeries _chain = new(new VanishingGradientDetector(DetectorSettings.Default), layers: 4);

    [Fact]
    public void A_ratio_that_stays_below_the_limit_is_a_warning_at_the_first_layer()
    {
        _chain.Repeat(50, 1e-7, 1e-5, 1e-3, 1);

        var finding = Assert.Single(_chain.Findings);
        Assert.Equal((Symptom.VanishingGradient, Severity.Warning, "fc0"), (finding.Symptom, finding.Severity, finding.Layer));
        Assert.Equal(["fc0", "fc1"], finding.Layers);
        Assert.InRange(finding.Step, 1, 20);
        Assert.Equal(1e-7, finding.Evidence[0].Value, 1e-12);
    }

    [Fact]
    public void A_ratio_between_the_limits_is_an_info()
    {
        _chain.Repeat(50, 5e-4, 1e-2, 0.1, 1);

        Assert.Equal(Severity.Info, Assert.Single(_chain.Findings).Severity);
    }

    [Fact]
    public void Loss_scaling_changes_nothing()
    {
        _chain.Repeat(50, 1e-7 * 65536, 1e-5 * 65536, 1e-3 * 65536, 65536);

        Assert.Equal(Severity.Warning, Assert.Single(_chain.Findings).Severity);
    }

    [Fact]
    public void Small_gradients_everywhere_are_not_vanishing()
    {
        _chain.Repeat(50, 1e-9, 1e-9, 1e-9, 1e-9);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void A_few_weak_steps_are_not_enough()
    {
        _chain.Repeat(10, 1e-7, 1e-5, 1e-3, 1);
        _chain.Repeat(50, 1, 1, 1, 1);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void A_network_that_starts_at_zero_and_wakes_up_is_left_alone()
    {
        for (var step = 0; step < 60; step++)
            _chain.Step(null, 1e-6 * Math.Pow(1.3, step), 1e-3, 1e-2, 1);

        Assert.DoesNotContain(_chain.Findings, finding => finding.Severity >= Severity.Warning);
    }

    [Fact]
    public void The_end_is_reported_when_the_gradient_flows_again()
    {
        _chain.Repeat(30, 1e-7, 1e-5, 1e-3, 1);
        _chain.Repeat(30, 0.5, 0.5, 0.5, 1);

        Assert.Equal([false, true], _chain.Findings.Select(finding => finding.IsEnd));
    }

    [Fact]
    public void A_last_layer_that_comes_to_rest_neither_hides_the_vanishing_nor_ends_it()
    {
        for (var step = 0; step < 400; step++)
            _chain.Step(null, 1e-11, 1e-10, 1e-9, Math.Max(1e-9, 0.1 * Math.Pow(0.94, step)));

        Assert.False(Assert.Single(_chain.Findings).IsEnd);
    }

    [Fact]
    public void A_run_that_converges_in_all_layers_alike_is_healthy()
    {
        for (var step = 0; step < 400; step++)
            _chain.Step(null, 0.3 * Math.Pow(0.95, step), 0.5 * Math.Pow(0.95, step), 0.7 * Math.Pow(0.95, step), Math.Pow(0.95, step));

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void A_first_layer_without_any_gradient_is_not_called_vanishing()
    {
        _chain.Repeat(30, null, null, 1, 1);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void A_gradient_that_shrinks_to_an_exact_zero_counts_as_vanished()
    {
        _chain.Repeat(30, 0, 1e-30, 1e-6, 1);

        Assert.Equal(Severity.Warning, Assert.Single(_chain.Findings).Severity);
    }

    [Fact]
    public void One_layer_has_no_ratio_and_so_no_finding()
    {
        var single = new SnapshotSeries(new VanishingGradientDetector(DetectorSettings.Default), layers: 1);

        single.Repeat(50, 1e-12);

        Assert.Empty(single.Findings);
    }
}
