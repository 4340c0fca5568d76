using GradGuard.Detectors;

namespace GradGuard.Runtime.Tests.Detectors;

public class LossStalledDetectorTests
{
    private readonly SnapshotSeries _chain = new(new LossStalledDetector(), layers: 1);

    [Fact]
    public void A_loss_that_stays_where_it_began_is_an_info_once()
    {
        var random = new Random(1);
        for (var step = 0; step < 1000; step++)
            _chain.Step(0.69 + (0.01 * random.NextDouble()), 1);

        var finding = Assert.Single(_chain.Findings);
        Assert.Equal((Symptom.LossStalled, Severity.Info, 300L), (finding.Symptom, finding.Severity, finding.Step));
    }

    [Fact]
    public void A_loss_that_falls_slowly_is_left_alone()
    {
        for (var step = 0; step < 1000; step++)
            _chain.Step(1 - (step * 1e-4), 1);

        Assert.Empty(_chain.Findings);
    }
}
