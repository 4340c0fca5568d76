using GradGuard.Detectors;

namespace GradGuard.Runtime.Tests.Detectors;

public class StalledLayerDetectorTests
{
    private readonly SnapshotSeries _chain = new(new StalledLayerDetector(), layers: 2);

    [Fact]
    public void Weights_that_never_move_are_a_warning_at_the_first_measurement()
    {
        _chain.UpdateRatio = 0;
        _chain.Repeat(1, 1, 1);

        var finding = Assert.Single(_chain.Findings);
        Assert.Equal((Symptom.StalledLayer, Severity.Warning), (finding.Symptom, finding.Severity));
        Assert.Equal("GG0603", finding.Remedies[0].RuleId);
    }

    [Fact]
    public void A_schedule_that_ends_after_the_loss_has_come_down_is_an_info()
    {
        Train(steps: 20, ratio: 1e-3, loss: 1);
        Train(steps: 20, ratio: 1e-3, loss: 0.2);
        Train(steps: 20, ratio: 0, loss: 0.2);

        Assert.Equal(Severity.Info, Assert.Single(_chain.Findings).Severity);
    }

    [Fact]
    public void A_schedule_that_ends_before_anything_was_learned_is_a_warning()
    {
        Train(steps: 5, ratio: 1e-3, loss: 1);
        Train(steps: 20, ratio: 0, loss: 0.99);

        Assert.Equal([Severity.Info, Severity.Warning], _chain.Findings.Select(finding => finding.Severity));
        Assert.Contains("before anything was learned", _chain.Findings[1].Message);
    }

    private void Train(int steps, double ratio, double loss)
    {
        _chain.UpdateRatio = ratio;
        for (var step = 0; step < steps; step++)
            _chain.Step(loss, 1, 1);
    }
}
