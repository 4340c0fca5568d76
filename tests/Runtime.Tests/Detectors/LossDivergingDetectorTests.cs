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
}
