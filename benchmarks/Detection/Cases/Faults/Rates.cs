using GradGuard.Detection.Cases.Healthy;
using GradGuard.Detection.Models;
using GradGuard.Detection.Problems;
using static GradGuard.Detection.Cases.Optimizers;

namespace GradGuard.Detection.Cases.Faults;

/// <summary>Learning rates and clipping: steps too large or too small.</summary>
internal static class Rates
{
    private const string Cause = "learning rate";

    private static readonly Symptom[] TooLarge =
        [Symptom.ExplodingGradient, Symptom.NonFiniteGradient, Symptom.LossDiverging, Symptom.UpdateRatioOutOfRange, Symptom.DeadUnits, Symptom.MissingGradient, Symptom.SaturatedActivations];

    private static readonly Symptom[] TooSmall = [Symptom.UpdateRatioOutOfRange];

    public static IEnumerable<FaultCase> All =>
    [
        new("regression at SGD 10", Cause, Perceptrons.Regression, Perceptrons.Regression.Recipe with { Optimizer = Sgd(10) }) { Symptoms = TooLarge },
        new("classification at SGD 100", Cause, Perceptrons.Sgd, Perceptrons.Sgd.Recipe with { Optimizer = Sgd(100) }) { Symptoms = TooLarge },
        new("MLP at Adam 1", Cause, Perceptrons.Plain, Perceptrons.Plain.Recipe with { Optimizer = Adam(1) }) { Symptoms = TooLarge },
        new("CNN at Adam 0.5", Cause, Pictures.Convolutional, Pictures.Convolutional.Recipe with { Optimizer = Adam(0.5) }) { Symptoms = TooLarge },
        new("Transformer at Adam 0.5", Cause, Sequences.Transformer, Sequences.Transformer.Recipe with { Optimizer = Adam(0.5) }) { Symptoms = TooLarge },
        new("Transformer at Adam 0.3, weights of 0.02", Cause, Sequences.Transformer, Sequences.Transformer.Recipe with { Prepare = Initialization.Normal(0.02), Optimizer = Adam(0.3), Clip = null }) { Symptoms = TooLarge },
        new("GRU at SGD 100 without clipping", "clipping", Sequences.Rnn, Sequences.Rnn.Recipe with { Model = () => new Recurrent(Cell.Gru, 1, 16, 1), Optimizer = Sgd(100), Clip = null }) { Symptoms = TooLarge },
        new("RNN over 60 steps with a recurrent weight of 3, not clipped", "clipping", Sequences.Rnn, Sequences.Rnn.Recipe with { Problem = Series.Wave, Model = () => new Recurrent(Cell.Rnn, 1, 16, 1), Prepare = Initialization.Scaled(3), Clip = null, Optimizer = Sgd(1) }) { Symptoms = TooLarge },
        new("rate a thousandfold from step 80 on", Cause, Perceptrons.Regression, Perceptrons.Regression.Recipe with { Before = (step, _, optimizer) => Multiply(step, optimizer, 80, 1000) }) { Symptoms = TooLarge, Start = 80 },
        new("rate that grows by a third in each step from step 40 on", Cause, Perceptrons.Regression, Perceptrons.Regression.Recipe with { Before = (step, _, optimizer) => Multiply(step, optimizer, Math.Max(step, 40), 1.33) }) { Symptoms = TooLarge, Start = 40 },
        new("residual network at RMSprop 3", Cause, Pictures.ResidualStack, Pictures.ResidualStack.Recipe with { Optimizer = RmsProp(3) }) { Symptoms = TooLarge },
        new("CNN at Adam 0.2", Cause, Pictures.Convolutional, Pictures.Convolutional.Recipe with { Optimizer = Adam(0.2) }) { Symptoms = TooLarge },
        new("CNN at RMSprop 0.5", Cause, Pictures.Convolutional, Pictures.Convolutional.Recipe with { Optimizer = RmsProp(0.5) }) { Symptoms = TooLarge },
        new("CNN at SGD 5", Cause, Pictures.Convolutional, Pictures.Convolutional.Recipe with { Optimizer = Sgd(5) }) { Symptoms = TooLarge },
        new("CNN with batch normalization at Adam 1", Cause, Pictures.BatchNormalized, Pictures.BatchNormalized.Recipe with { Optimizer = Adam(1) }) { Symptoms = TooLarge },
        new("MLP at AdamW 0.5", Cause, Perceptrons.Plain, Perceptrons.Plain.Recipe with { Optimizer = AdamW(0.5) }) { Symptoms = TooLarge },
        new("regression at Adam 1", Cause, Perceptrons.Regression, Perceptrons.Regression.Recipe with { Optimizer = Adam(1) }) { Symptoms = TooLarge },
        new("RNN at Adam 1", Cause, Sequences.Rnn, Sequences.Rnn.Recipe with { Optimizer = Adam(1) }) { Symptoms = TooLarge },
        new("deep tanh network at Adam 0.3", Cause, Perceptrons.Deep, Perceptrons.Deep.Recipe with { Optimizer = Adam(0.3) }) { Symptoms = [.. TooLarge, Symptom.VanishingGradient] },
        new("deep ReLU network at Adam 1", Cause, Perceptrons.DeepKaiming, Perceptrons.DeepKaiming.Recipe with { Optimizer = Adam(1) }) { Symptoms = [.. TooLarge, Symptom.VanishingGradient] },
        new("MLP at Adam 1e-9", Cause, Perceptrons.Plain, Perceptrons.Plain.Recipe with { Optimizer = Adam(1e-9) }) { Symptoms = TooSmall },
        new("CNN at SGD 1e-8", Cause, Pictures.Convolutional, Pictures.Convolutional.Recipe with { Optimizer = Sgd(1e-8) }) { Symptoms = TooSmall },
        new("SGD clipped at 1e-6", "clipping", Perceptrons.Sgd, Perceptrons.Sgd.Recipe with { Clip = 1e-6 }) { Symptoms = TooSmall },
    ];

    private static void Multiply(int step, TorchSharp.torch.optim.Optimizer optimizer, int at, double factor)
    {
        if (step != at)
            return;

        foreach (var group in optimizer.ParamGroups)
            group.LearningRate *= factor;
    }
}
