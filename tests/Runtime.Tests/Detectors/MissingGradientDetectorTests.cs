using GradGuard.Detectors;

namespace GradGuard.Runtime.Tests.Detectors;

public class MissingGradientDetectorTests
{
    private readonly SnapshotSeries _chain = new(new MissingGradientDetector(DetectorSettings.Default), layers: 3);

    [Fact]
    public void A_layer_that_backward_never_reaches_is_named_once_it_lasts()
    {
        _chain.Repeat(19, 1, null, 1);
        Assert.Empty(_chain.Findings);

        _chain.Repeat(40, 1, null, 1);

        var finding = Assert.Single(_chain.Findings);
        Assert.Equal((Symptom.MissingGradient, Severity.Warning, "fc1"), (finding.Symptom, finding.Severity, finding.Layer));
        Assert.Contains("fc1.weight", finding.Message);
    }

    [Fact]
    public void A_branch_that_takes_part_now_and_then_is_not_missing()
    {
        for (var step = 0; step < 100; step++)
            _chain.Repeat(1, 1, step % 10 == 0 ? 1 : null, 1);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void A_branch_that_had_its_turn_once_is_waited_for()
    {
        _chain.Repeat(1, 1, 1, 1);
        _chain.Repeat(300, 1, null, 1);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void Where_branches_come_and_go_one_that_has_had_no_turn_yet_is_waited_for()
    {
        for (var step = 0; step < 200; step++)
            _chain.Repeat(1, 1, null, step % 3 == 0 ? 1 : null);
        Assert.Empty(_chain.Findings);

        for (var step = 0; step < 30; step++)
            _chain.Repeat(1, 1, null, step % 3 == 0 ? 1 : null);

        Assert.Equal("fc1", Assert.Single(_chain.Findings).Layer);
    }

    [Fact]
    public void A_cut_in_mid_run_that_leaves_nothing_before_it_is_named()
    {
        _chain.Repeat(30, 1, 1, 1);
        _chain.Repeat(30, null, null, 1);

        Assert.Equal(["fc0", "fc1"], Assert.Single(_chain.Findings).Layers);
    }

    [Fact]
    public void No_gradient_anywhere_speaks_of_the_order_of_calls_not_of_a_layer()
    {
        _chain.Repeat(30, null, null, null);

        var finding = Assert.Single(_chain.Findings);
        Assert.Equal("", finding.Layer);
        Assert.Contains("after loss.backward() and before zero_grad()", finding.Message);
    }

    [Fact]
    public void The_end_is_reported_when_gradients_are_back()
    {
        _chain.Repeat(30, 1, null, 1);
        _chain.Repeat(30, 1, 1, 1);

        Assert.Equal([false, true], _chain.Findings.Select(finding => finding.IsEnd));
    }
}
