using GradGuard.Detectors;
using GradGuard.Layers;
using GradGuard.Snapshots;

namespace GradGuard.Runtime.Tests.Detectors;

public class TornStartDetectorTests
{
    private readonly FindingCollector _findings = new();
    private readonly TornStartDetector _detector = new(DetectorSettings.Default);
    private readonly LayerCatalog _catalog = LayerCatalog.Build([new("a.weight", 10, 2, "Linear")], "One", 512);

    [Fact]
    public void Weights_torn_about_and_a_loss_above_its_beginning_are_a_learning_rate_too_large()
    {
        Train(ratio: 0.4, loss: step => step == 1 ? 2.3 : 3);

        var finding = Assert.Single(_findings.All);
        Assert.Equal((Symptom.UpdateRatioOutOfRange, Severity.Warning), (finding.Symptom, finding.Severity));
        Assert.InRange(finding.Step, 32, 50);
    }

    [Fact]
    public void Large_first_steps_that_the_loss_falls_by_are_none()
    {
        Train(ratio: 0.4, loss: step => 2.3 / Math.Sqrt(step));

        Assert.Empty(_findings.All);
    }

    [Fact]
    public void A_loss_above_its_beginning_under_small_steps_is_not_put_down_to_them()
    {
        Train(ratio: 0.01, loss: step => step == 1 ? 2.3 : 3);

        Assert.Empty(_findings.All);
    }

    [Fact]
    public void Weights_replaced_and_a_classifier_that_guesses_ever_since_are_a_learning_rate_too_large()
    {
        Train(ratio: 0.4, loss: step => step == 1 ? 3.42 : 3.38, classes: 30);

        Assert.Contains("a guess among 30 classes has 3.4", Assert.Single(_findings.All).Message);
    }

    [Fact]
    public void Without_classes_a_loss_at_its_beginning_says_nothing()
    {
        Train(ratio: 0.4, loss: step => step == 1 ? 3.42 : 3.38);

        Assert.Empty(_findings.All);
    }

    [Fact]
    public void A_classifier_that_guesses_after_steps_that_left_most_of_its_weights_may_be_learning_yet()
    {
        Train(ratio: 0.2, loss: _ => 3.4, classes: 30);

        Assert.Empty(_findings.All);
    }

    private void Train(double ratio, Func<int, double> loss, long? classes = null)
    {
        for (var step = 1; step <= 100; step++)
        {
            var snapshot = new StepSnapshot(_catalog) { Step = step, Loss = loss(step), HasFreshUpdates = step is >= 2 and <= 5, ClassCount = step >= 3 ? classes : null };
            snapshot.UpdateRatioBuffer[0] = ratio;
            _detector.Inspect(snapshot, _findings);
        }
    }
}
