using GradGuard.Detectors;
using GradGuard.Layers;
using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Runtime.Tests.Detectors;

public class DeadUnitDetectorTests
{
    private const int Units = 10;
    private const int Inputs = 4;

    private readonly FindingCollector _findings = new();
    private readonly DeadUnitDetector _detector = new(DetectorSettings.Default);
    private readonly LayerCatalog _catalog = LayerCatalog.Build(
        [new("fc0.weight", Units * Inputs, 2, "Linear"), new("fc0.bias", Units, 1, "Linear"), new("head.weight", Units, 2, "Linear"), new("head.bias", 1, 1, "Linear")], "Net", 512);

    private long _step;

    [Fact]
    public void A_layer_most_of_whose_units_have_no_gradient_is_dying()
    {
        Train(30, deadBiases: 8, deadRows: 8);

        var finding = Assert.Single(_findings.All);
        Assert.Equal((Symptom.DeadUnits, Severity.Warning, "fc0"), (finding.Symptom, finding.Severity, finding.Layer));
        Assert.Contains("80 %", finding.Message);
    }

    [Fact]
    public void Half_of_the_units_are_usual_after_ReLU()
    {
        Train(30, deadBiases: 5, deadRows: 5);

        Assert.Empty(_findings.All);
    }

    [Fact]
    public void Biases_whose_gradient_cancels_while_the_weights_have_one_are_not_dead()
    {
        Train(30, deadBiases: 8, deadRows: 0);

        Assert.Empty(_findings.All);
    }

    [Fact]
    public void Zeros_after_the_loss_has_come_to_nothing_are_success()
    {
        Train(10, deadBiases: 0, deadRows: 0);
        Train(30, deadBiases: 9, deadRows: 9, loss: 1e-6);

        Assert.Empty(_findings.All);
    }

    [Fact]
    public void The_end_is_reported_when_units_come_back()
    {
        Train(30, deadBiases: 8, deadRows: 8);
        Train(30, deadBiases: 1, deadRows: 1);

        Assert.Equal([false, true], _findings.All.Select(finding => finding.IsEnd));
    }

    private void Train(int steps, int deadBiases, int deadRows, double loss = 1)
    {
        for (var i = 0; i < steps; i++)
        {
            var snapshot = new StepSnapshot(_catalog) { Step = ++_step, Loss = loss };
            snapshot.ParameterBuffer[0] = new TensorStatistics(Units * Inputs, 1, 1, 0, deadRows * Inputs, 0);
            snapshot.ParameterBuffer[1] = new TensorStatistics(Units, 1, 1, 0, deadBiases, 0);
            snapshot.ParameterBuffer[2] = new TensorStatistics(Units, 1, 1, 0, 0, 0);
            snapshot.ParameterBuffer[3] = new TensorStatistics(1, 1, 1, 0, 0, 0);
            Array.Fill(snapshot.StateBuffer, GradientState.Present);
            snapshot.Aggregate();
            _findings.BeginStep();
            _detector.Inspect(snapshot, _findings);
        }
    }
}
