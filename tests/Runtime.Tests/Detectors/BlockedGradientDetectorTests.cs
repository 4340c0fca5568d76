using GradGuard.Detectors;

namespace GradGuard.Runtime.Tests.Detectors;

public class BlockedGradientDetectorTests
{
    private readonly SnapshotSeries _chain = new(new BlockedGradientDetector(DetectorSettings.Default), layers: 4);

    [Fact]
    public void A_cut_is_named_by_the_layer_before_it()
    {
        _chain.Repeat(30, 0, 0, 1, 1);

        var finding = Assert.Single(_chain.Findings);
        Assert.Equal((Symptom.MissingGradient, Severity.Warning, "fc1"), (finding.Symptom, finding.Severity, finding.Layer));
        Assert.Equal(["fc0", "fc1"], finding.Layers);
        Assert.Contains("fc2", finding.Message);
    }

    [Fact]
    public void A_cut_that_is_mended_is_reported_as_ended()
    {
        _chain.Repeat(30, 0, 0, 1, 1);
        _chain.Repeat(30, 1, 1, 1, 1);

        Assert.Equal([false, true], _chain.Findings.Select(finding => finding.IsEnd));
    }

    [Fact]
    public void A_branch_that_starts_at_zero_and_wakes_up_is_none()
    {
        _chain.Repeat(2, 0, 0, 1, 1);
        _chain.Repeat(40, 1, 1, 1, 1);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void An_expert_that_is_not_chosen_where_experts_come_and_go_is_none()
    {
        for (var step = 0; step < 300; step++)
            _chain.Repeat(1, 1, step % 2, 0, 1);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void A_cut_in_mid_run_is_named()
    {
        _chain.Repeat(30, 1, 1, 1, 1);
        _chain.Repeat(30, 0, 0, 1, 1);

        Assert.Equal("fc1", Assert.Single(_chain.Findings).Layer);
    }

    [Fact]
    public void A_gradient_that_shrinks_to_zero_on_its_way_is_no_cut()
    {
        _chain.Repeat(30, 0, 1e-30, 1e-15, 1);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void Zeros_everywhere_while_the_loss_stays_are_the_whole_models()
    {
        for (var step = 0; step < 30; step++)
            _chain.Step(0.7, 0, 0, 0, 0);

        var finding = Assert.Single(_chain.Findings);
        Assert.Equal((Symptom.MissingGradient, ""), (finding.Symptom, finding.Layer));
        Assert.Contains("zero_grad", finding.Message);
    }

    [Fact]
    public void Zeros_everywhere_after_the_loss_has_come_to_nothing_are_success()
    {
        for (var step = 0; step < 100; step++)
            _chain.Step(step < 50 ? 1 : 1e-6, step < 50 ? [1, 1, 1, 1] : [0, 0, 0, 0]);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void Without_a_loss_zeros_after_a_gradient_are_taken_for_success()
    {
        _chain.Repeat(50, 1, 1, 1, 1);
        _chain.Repeat(50, 0, 0, 0, 0);

        Assert.Empty(_chain.Findings);
    }
}
