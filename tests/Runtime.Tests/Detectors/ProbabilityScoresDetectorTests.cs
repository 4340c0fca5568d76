using GradGuard.Detectors;

namespace GradGuard.Runtime.Tests.Detectors;

public class ProbabilityScoresDetectorTests
{
    // ln(e + 9) - 1.
    private const double Floor = 1.4612;

    private readonly SnapshotSeries _chain = new(new ProbabilityScoresDetector(DetectorSettings.Default), layers: 1) { Classes = 10 };

    [Fact]
    public void A_loss_that_comes_to_rest_at_the_edge_of_its_band_is_of_probabilities()
    {
        Descend(Floor, stepsToE: 10, norm: step => Math.Exp(-step / 10.0));

        var finding = Assert.Single(_chain.Findings);
        Assert.Equal((Symptom.LossStalled, Severity.Warning), (finding.Symptom, finding.Severity));
        Assert.Equal("GG0501", Assert.Single(finding.Remedies).RuleId);
    }

    [Fact]
    public void A_loss_that_passes_the_edge_on_its_way_down_is_left_alone()
    {
        Descend(0.1, stepsToE: 200, norm: step => Math.Exp(-step / 200.0));

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void A_loss_that_stays_near_the_edge_while_the_gradient_pulls_is_left_alone()
    {
        Descend(Floor, stepsToE: 10, norm: _ => 1);

        Assert.Empty(_chain.Findings);
    }

    [Fact]
    public void A_loss_that_was_above_the_band_is_of_logits()
    {
        _chain.Step(2.4, 1);
        _chain.Step(2.6, 1);
        Descend(Floor, stepsToE: 10, norm: step => Math.Exp(-step / 10.0));

        Assert.Empty(_chain.Findings);
    }

    private void Descend(double to, double stepsToE, Func<int, double> norm)
    {
        for (var step = 0; step < 200; step++)
            _chain.Step(to + 1e-4 + ((Math.Log(10) - to) * Math.Exp(-step / stepsToE)), norm(step));
    }
}
