using GradGuard.Activations;
using GradGuard.Detectors;
using GradGuard.Layers;
using GradGuard.Snapshots;

namespace GradGuard.Runtime.Tests.Detectors;

public class ActivationDetectorTests
{
    private readonly FindingCollector _findings = new();
    private long _step;

    [Fact]
    public void Dead_units_are_reported_once_and_their_end_too()
    {
        var detector = new DeadActivationDetector(DetectorSettings.Default);
        foreach (var share in new[] { 0.1, 0.8, 0.9, 0.5, 0.2, 0.1 })
            Inspect(detector, Activation("act", dead: share));

        Assert.Equal([(2L, false, Severity.Warning, "fc"), (5L, true, Severity.Info, "fc")], _findings.All.Select(finding => (finding.Step, finding.IsEnd, finding.Severity, finding.Layer)));
    }

    [Theory]
    [InlineData(4, 4, 500)]
    [InlineData(32, 3, 500)]
    [InlineData(32, 4, 63)]
    public void Few_units_a_short_window_and_few_inputs_tell_nothing(int units, int steps, long outputs)
    {
        Inspect(new DeadActivationDetector(DetectorSettings.Default), Activation("act", dead: 1) with { UnitCount = units, WindowSteps = steps, OutputsPerUnit = outputs });

        Assert.Empty(_findings.All);
    }

    [Fact]
    public void What_the_bias_told_already_is_not_told_again()
    {
        _findings.Add(new Finding { Symptom = Symptom.DeadUnits, Severity = Severity.Warning, Layer = "fc", Step = 1, Message = "its biases have no gradient" });

        Inspect(new DeadActivationDetector(DetectorSettings.Default), Activation("act", dead: 1));

        Assert.Single(_findings.All);
    }

    [Fact]
    public void Saturation_is_reported_after_three_measurements_and_its_end_after_three_without()
    {
        var detector = new SaturatedActivationDetector(DetectorSettings.Default);
        foreach (var share in new[] { 0.9, 0.9, 0.2, 0.9, 0.9, 0.9, 0.9, 0.1, 0.1, 0.1 })
            Inspect(detector, Activation("act", saturated: share));

        Assert.Equal([(6L, false), (10L, true)], _findings.All.Select(finding => (finding.Step, finding.IsEnd)));
        Assert.Contains("90", _findings.All[0].Message);
    }

    [Fact]
    public void Several_saturated_activations_are_one_finding_that_names_the_first()
    {
        var detector = new SaturatedActivationDetector(DetectorSettings.Default);
        for (var measurement = 0; measurement < 3; measurement++)
            Inspect(detector, Activation("act1", saturated: 1), Activation("act2", saturated: 0.86) with { LayerBefore = "fc2" }, Activation("out", saturated: 1) with { IsOutput = true });

        var finding = Assert.Single(_findings.All);
        Assert.Equal("fc", finding.Layer);
        Assert.Equal(["fc", "fc2"], finding.Layers);
    }

    [Fact]
    public void Saturation_that_spreads_is_told_once()
    {
        var detector = new SaturatedActivationDetector(DetectorSettings.Default);
        for (var measurement = 0; measurement < 10; measurement++)
            Inspect(detector, Activation("act1", saturated: 1), Activation("act2", saturated: measurement < 4 ? 0 : 1));

        Assert.Single(_findings.All);
    }

    [Fact]
    public void Several_dead_layers_are_one_finding_that_names_the_first()
    {
        Inspect(new DeadActivationDetector(DetectorSettings.Default), Activation("act1", dead: 1), Activation("act2", dead: 1) with { LayerBefore = "fc2" });

        var finding = Assert.Single(_findings.All);
        Assert.Equal("fc", finding.Layer);
        Assert.Equal(["fc", "fc2"], finding.Layers);
    }

    [Fact]
    public void A_step_that_measured_nothing_new_is_not_counted()
    {
        var detector = new SaturatedActivationDetector(DetectorSettings.Default);
        for (var step = 0; step < 10; step++)
            Inspect(detector, isFresh: step == 0, Activation("act", saturated: 1));

        Assert.Empty(_findings.All);
    }

    private static ActivationStatistics Activation(string path, double? saturated = null, double? dead = null) =>
        new(path, "Any", "fc", IsOutput: false, Mean: 0, Deviation: 1, NearZeroShare: 0, saturated, dead, UnitCount: 32, WindowSteps: 4, OutputsPerUnit: 500);

    private void Inspect(IDetector detector, params ActivationStatistics[] activations) => Inspect(detector, isFresh: true, activations);

    private void Inspect(IDetector detector, bool isFresh, params ActivationStatistics[] activations)
    {
        var catalog = LayerCatalog.Build([new("fc.weight", 4, 2, "Linear")], "Net", 512);
        detector.Inspect(new StepSnapshot(catalog) { Step = ++_step, Activations = [.. activations], HasFreshActivations = isFresh }, _findings);
    }
}
