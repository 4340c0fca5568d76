using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Training;

/// <summary>The second and third target: what is broken is found within 50 steps, at the right layer.</summary>
public class FaultyRunTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_deep_sigmoid_stack_vanishes_at_its_first_layer(int seed)
    {
        manual_seed(seed);
        using var model = TrainingRun.Mlp(12, 32, Sigmoid);
        using var optimizer = optim.Adam(model.parameters(), lr: 1e-3);

        var findings = TrainingRun.Train(model, optimizer, TrainingRun.Rings, CrossEntropy, 50);

        var finding = Assert.Single(findings, finding => finding.Severity >= Severity.Warning);
        Assert.Equal((Symptom.VanishingGradient, "fc0"), (finding.Symptom, finding.Layer));
        Assert.True(finding.Layers.Length >= 6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_learning_rate_of_a_thousand_explodes(int seed)
    {
        manual_seed(seed);
        using var model = TrainingRun.Mlp(3, 32, () => ReLU(), outputs: 1);
        using var optimizer = optim.SGD(model.parameters(), 1e3);

        var findings = TrainingRun.Train(model, optimizer, TrainingRun.Rings, Squared, 50);

        Assert.Contains(findings, finding => finding.Symptom == Symptom.ExplodingGradient && finding.Severity == Severity.Error);
    }

    [Fact]
    public void Overlarge_initial_weights_before_tanh_explode_with_depth()
    {
        manual_seed(1);
        using var model = TrainingRun.Mlp(20, 64, Tanh);
        foreach (var parameter in model.parameters().Where(parameter => parameter.ndim == 2))
            init.normal_(parameter, 0, 5 / Math.Sqrt(64));

        using var optimizer = optim.SGD(model.parameters(), 1e-9);

        var findings = TrainingRun.Train(model, optimizer, TrainingRun.Rings, CrossEntropy, 50);

        Assert.Contains(findings, finding => (finding.Symptom, finding.Layer) == (Symptom.ExplodingGradient, "fc0"));
    }

    [Theory]
    [InlineData("fc0")]
    [InlineData("fc1")]
    [InlineData("head")]
    public void An_injected_NaN_names_its_layer_in_its_step(string layer)
    {
        manual_seed(1);
        using var model = TrainingRun.Mlp(3, 16, () => ReLU());
        using var optimizer = optim.SGD(model.parameters(), 0.01);

        var findings = TrainingRun.Train(model, optimizer, TrainingRun.Rings, CrossEntropy, 20, afterBackward: step =>
        {
            using var gradient = model.get_parameter(layer + ".weight")!.grad;
            if (step == 13)
                gradient!.fill_(float.NaN);
        });

        Assert.Equal((Symptom.NonFiniteGradient, layer, 13L), (findings[0].Symptom, findings[0].Layer, findings[0].Step));
    }

    [Fact]
    public void Log_of_zero_in_the_loss_is_found_in_its_step()
    {
        manual_seed(1);
        using var model = TrainingRun.Mlp(2, 16, () => ReLU(), outputs: 1);
        using var optimizer = optim.SGD(model.parameters(), 0.01);

        var findings = TrainingRun.Train(model, optimizer, TrainingRun.Rings, (output, _) => output.mul(0f).log().mean(), 5);

        Assert.Contains(findings, finding => (finding.Symptom, finding.Step) == (Symptom.LossDiverging, 1L));
        Assert.Contains(findings, finding => finding.Symptom == Symptom.NonFiniteGradient);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Dying_ReLUs_are_found_at_their_layer(int seed)
    {
        manual_seed(seed);
        using var model = TrainingRun.Mlp(3, 32, () => ReLU());
        init.constant_(model.get_parameter("fc1.bias")!, -0.7);
        using var optimizer = optim.SGD(model.parameters(), 0.01);

        var findings = TrainingRun.Train(model, optimizer, TrainingRun.Rings, CrossEntropy, 50);

        Assert.Contains(findings, finding => (finding.Symptom, finding.Layer) == (Symptom.DeadUnits, "fc1"));
    }

    [Fact]
    public void A_learning_rate_that_tears_at_the_weights_is_found()
    {
        manual_seed(1);
        using var model = TrainingRun.Mlp(3, 32, Tanh);
        using var optimizer = optim.SGD(model.parameters(), 50);

        var findings = TrainingRun.Train(model, optimizer, TrainingRun.Rings, CrossEntropy, 60);

        Assert.Contains(findings, finding => finding.Severity >= Severity.Warning
            && finding.Symptom is Symptom.UpdateRatioOutOfRange or Symptom.LossDiverging or Symptom.ExplodingGradient);
    }

    [Fact]
    public void A_broken_batch_that_comes_round_every_epoch_is_found_with_its_period()
    {
        manual_seed(1);
        using var model = TrainingRun.Mlp(2, 32, Tanh, outputs: 1);
        using var optimizer = optim.SGD(model.parameters(), 1e-4);
        var step = 0;

        var findings = TrainingRun.Train(model, optimizer, Batch, Squared, 100);

        Assert.Contains(findings, finding => finding.Symptom == Symptom.GradientSpike && finding.Message.Contains("every 20 steps"));

        (Tensor, Tensor) Batch()
        {
            var (inputs, targets) = TrainingRun.Rings();
            return (inputs, ++step % 20 == 0 ? targets.mul(10000) : targets);
        }
    }

    private static Tensor CrossEntropy(Tensor output, Tensor target) => functional.cross_entropy(output, target);

    private static Tensor Squared(Tensor output, Tensor target) => functional.mse_loss(output.squeeze(1), target.to_type(ScalarType.Float32));
}
