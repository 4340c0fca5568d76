using GradGuard.Detectors;

namespace GradGuard.Runtime.Tests.Detectors;

public class LossDivergingDetectorTests
{
    private readonly SnapshotSeries _chain = new(new LossDivergingDetector(DetectorSettings.Default), layers: 1);

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "infinite")]
    public void A_loss_that_is_no_number_is_an_error_at_once(double loss, string word)
    {
        var finding = Assert.Single(_chain.Step(loss, 1));

        Assert.Equal((Symptom.LossDiverging, Severity.Error), (finding.Symptom, finding.Severity));
        Assert.Contains(word, finding.Message);
    }

    [Fact]
    public void Steps_without_a_loss_are_not_judged()
    {
        Assert.Empty(_chain.Step(null, 1));
    }

    [Fact]
    public void A_loss_that_steps_have_torn_far_above_its_start_is_a_warning()
    {
        _chain.UpdateRatio = 0.5;
        for (var step = 0; step < 60; step++)
            _chain.Step(Math.Min(2 * Math.Pow(1.2, step), 40), 1);

        Assert.Equal((Symptom.LossDiverging, Severity.Warning), (Assert.Single(_chain.Findings).Symptom, _chain.Findings[0].Severity));
    }

    [Fact]
    public void A_loss_that_grows_under_ordinary_steps_is_an_info()
    {
        _chain.UpdateRatio = 1e-3;
        for (var step = 0; step < 60; step++)
            _chain.Step(Math.Min(2 * Math.Pow(1.2, step), 40), 1);

        Assert.Equal((Symptom.LossDiverging, Severity.Info), (Assert.Single(_chain.Findings).Symptom, _chain.Findings[0].Severity));
    }

    [Fact]
    public void A_loss_that_grows_first_and_is_torn_later_becomes_a_warning()
    {
        for (var step = 0; step < 60; step++)
        {
            _chain.UpdateRatio = step < 30 ? 1e-3 : 0.5;
            _chain.Step(step < 5 ? 2 : 40, 1);
        }

        Assert.Equal([Severity.Info, Severity.Warning], _chain.Findings.Select(finding => finding.Severity));
    }

    [Fact]
    public void A_noisy_loss_and_one_that_may_be_negative_are_left_alone()
    {
        var random = new Random(1);
        for (var step = 0; step < 300; step++)
            _chain.Step(1 + random.NextDouble(), 1);

        for (var step = 0; step < 300; step++)
            _chain.Step(-1 + (step * 0.1), 1);

        Assert.Empty(_chain.Findings);
    }
}
