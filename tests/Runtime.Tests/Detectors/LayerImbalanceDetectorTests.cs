using GradGuard.Detectors;

namespace GradGuard.Runtime.Tests.Detectors;

public class LayerImbalanceDetectorTests
{
    private readonly SnapshotSeries _chain = new(new LayerImbalanceDetector(DetectorSettings.Default), layers: 4);

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    public void A_layer_far_out_of_line_with_both_neighbours_is_named(double norm)
    {
        _chain.Repeat(40, 1, norm, 1, 1);

        var finding = Assert.Single(_chain.Findings);
        Assert.Equal((Symptom.LayerImbalance, Severity.Warning, "fc1"), (finding.Symptom, finding.Severity, finding.Layer));
    }

    [Fact]
    public void A_layer_that_takes_no_part_is_not_out_of_line()
    {
        _chain.Repeat(40, 1, 0, 1, 1);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void A_slope_over_the_layers_is_not_imbalance()
    {
        _chain.Repeat(40, 1e-12, 1e-8, 1e-4, 1);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void A_branch_that_starts_at_zero_and_grows_is_left_alone()
    {
        for (var step = 0; step < 40; step++)
            _chain.Repeat(1, 1, step == 0 ? 0 : 1e-7 * Math.Pow(1.3, step), 1, 1);

        Assert.Empty(_chain.Findings);
    }
}
