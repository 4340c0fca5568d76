using GradGuard.Detectors;

namespace GradGuard.Runtime.Tests.Detectors;

public class NegatedLossDetectorTests
{
    private readonly SnapshotSeries _chain = new(new NegatedLossDetector(DetectorSettings.Default), layers: 1);

    [Fact]
    public void A_loss_that_falls_from_minus_the_entropy_of_a_guess_is_a_flipped_sign()
    {
        _chain.Classes = 10;
        Fall(from: -2.4);

        var finding = Assert.Single(_chain.Findings);
        Assert.Equal((Symptom.LossDiverging, Severity.Warning), (finding.Symptom, finding.Severity));
        Assert.Contains("-ln 10", finding.Message);
        Assert.EndsWith("loss-sign.md", Assert.Single(finding.Remedies).Link);
    }

    [Fact]
    public void A_likelihood_or_a_reward_that_begins_elsewhere_may_fall()
    {
        _chain.Classes = 10;
        Fall(from: -1);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void A_last_layer_that_scores_no_classes_may_have_any_loss()
    {
        Fall(from: -2.3);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void A_policy_whose_loss_hovers_at_its_entropy_is_left_alone()
    {
        _chain.Classes = 10;
        var random = new Random(1);
        for (var step = 0; step < 300; step++)
            _chain.Step(-2.3 + random.NextDouble(), 1);

        Assert.Empty(_chain.Findings);
    }

    private void Fall(double from)
    {
        for (var step = 0; step < 60; step++)
            _chain.Step(from * Math.Pow(1.1, step), 1);
    }
}
