using GradGuard.Detectors;

namespace GradGuard.Runtime.Tests.Detectors;

public class NonFiniteGradientDetectorTests
{
    private readonly SnapshotSeries _chain = new(new NonFiniteGradientDetector(DetectorSettings.Default), layers: 4);

    [Fact]
    public void The_first_NaN_is_an_error_at_once_that_names_its_layer()
    {
        _chain.Repeat(5, 1, 1, 1, 1);
        var finding = Assert.Single(_chain.Step(null, 1, 1, double.NaN, 1));

        Assert.Equal((Symptom.NonFiniteGradient, Severity.Error, "fc2", 6L), (finding.Symptom, finding.Severity, finding.Layer, finding.Step));
    }

    [Fact]
    public void Of_several_layers_the_first_in_order_of_execution_is_named_and_all_are_listed()
    {
        var finding = Assert.Single(_chain.Step(null, 1, double.NaN, double.PositiveInfinity, 1));

        Assert.Equal("fc1", finding.Layer);
        Assert.Equal(["fc1", "fc2"], finding.Layers);
    }

    [Fact]
    public void When_every_layer_is_affected_the_message_points_at_the_loss_or_the_input()
    {
        var finding = Assert.Single(_chain.Step(null, double.NaN, double.NaN, double.NaN, double.NaN));

        Assert.Contains("the loss, the input or weights", finding.Message);
    }

    [Fact]
    public void A_lasting_state_is_reported_once_and_its_end_once()
    {
        _chain.Repeat(100, 1, 1, 1, double.NaN);
        _chain.Repeat(100, 1, 1, 1, 1);

        Assert.Equal([false, true], _chain.Findings.Select(finding => finding.IsEnd));
    }
}
