using GradGuard.Detection.Cases.Healthy;
using GradGuard.Detection.Models;
using GradGuard.Detection.Problems;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Cases.Faults;

/// <summary>Losses, outputs and data.</summary>
internal static class Values
{
    private static readonly Symptom[] NotANumber = [Symptom.NonFiniteGradient, Symptom.LossDiverging];
    private static readonly Symptom[] TooLarge = [.. NotANumber, Symptom.ExplodingGradient, Symptom.UpdateRatioOutOfRange, Symptom.DeadUnits, Symptom.MissingGradient];

    public static IEnumerable<FaultCase> All =>
    [
        new("logarithm of a sigmoid that reaches 0", "loss", Perceptrons.OneLogit, Perceptrons.OneLogit.Recipe with
        {
            Prepare = model => init.normal_(model.get_parameter("head.weight")!, 0, 1000),
            Loss = (_, output, target) => BinaryByHand(output.squeeze(1).sigmoid(), target.to_type(ScalarType.Float32)),
        }) { Symptoms = NotANumber },
        new("square root of 0 in the loss from step 40 on", "loss", Perceptrons.Regression, Perceptrons.Regression.Recipe with { Loss = (step, output, target) => step < 40 ? Losses.Squared(output, target) : Losses.Squared(output, target).add(output.sub(output).pow(2).sum().sqrt()) }) { Symptoms = NotANumber, Start = 40 },
        new("NaN in the inputs of step 80", "data", Perceptrons.Plain, Perceptrons.Plain.Recipe with { Batch = (step, inputs, targets) => (step == 80 ? inputs.mul(float.NaN) : inputs, targets) }) { Symptoms = NotANumber, Start = 80 },
        new("division by a deviation of 0 in step 50", "data", Perceptrons.Regression, Perceptrons.Regression.Recipe with { Batch = (step, inputs, targets) => (step == 50 ? inputs.sub(inputs).div(inputs.sub(inputs).std()) : inputs, targets) }) { Symptoms = NotANumber, Start = 50 },
        new("regression on inputs of size 1000", "data", Perceptrons.Regression, Perceptrons.Regression.Recipe with { Model = () => Stacks.Perceptron(2, 32, () => ReLU(), 4, 1), Batch = (_, inputs, targets) => (inputs.mul(1000f), targets) }) { Symptoms = TooLarge },
        new("regression on targets of size 1e6", "data", Perceptrons.Regression, Perceptrons.Regression.Recipe with { Batch = (_, inputs, targets) => (inputs, targets.mul(1e6f)) }) { Symptoms = TooLarge },
        new("one batch with targets of size 1e5", "data", Perceptrons.Regression, Perceptrons.Regression.Recipe with { Batch = (step, inputs, targets) => (inputs, step == 70 ? targets.mul(1e5f) : targets) })
        {
            Symptoms = [Symptom.GradientSpike, .. TooLarge], Start = 70, LeastSeverity = Severity.Info,
        },
        new("a broken batch that comes every 20 steps", "data", Perceptrons.Regression, Perceptrons.Regression.Recipe with { Batch = (step, inputs, targets) => (inputs, step >= 40 && step % 20 == 0 ? targets.mul(300f) : targets) })
        {
            Symptoms = [Symptom.GradientSpike, .. TooLarge], Start = 40,
        },
        new("softmax over one output", "output", Perceptrons.OneLogit, Perceptrons.OneLogit.Recipe with
        {
            Loss = (_, output, target) => functional.binary_cross_entropy(functional.softmax(output, 1).squeeze(1).clamp(1e-6, 1 - 1e-6), target.to_type(ScalarType.Float32)),
        }) { Symptoms = [Symptom.MissingGradient] },
        new("ReLU on outputs that must be negative", "output", Perceptrons.Regression, Perceptrons.Regression.Recipe with
        {
            Model = () => Stacks.Perceptron(2, 32, Tanh, 4, 1, last: ReLU()), Batch = (_, inputs, targets) => (inputs, targets.sub(10f)),
        }) { Symptoms = [Symptom.MissingGradient, Symptom.DeadUnits, Symptom.VanishingGradient] },
        new("softmax before cross-entropy", "output", Perceptrons.Plain, Perceptrons.Plain.Recipe with { Model = () => Stacks.Perceptron(3, 32, () => ReLU(), last: Softmax(1)) })
        {
            Symptoms = [Symptom.LossStalled, Symptom.VanishingGradient],
        },
        new("cross-entropy with its sign flipped", "loss", Perceptrons.Plain, Perceptrons.Plain.Recipe with { Loss = (_, output, target) => functional.cross_entropy(output, target).neg() }) { Symptoms = [Symptom.LossDiverging] },
        new("cross-entropy with its sign flipped, Transformer", "loss", Sequences.Transformer, Sequences.Transformer.Recipe with { Loss = (_, output, target) => Losses.TokenCrossEntropy(output, target).neg() }) { Symptoms = [Symptom.LossDiverging] },
        new("float16 gradients of a loss scaled by 1e-6", "precision", Perceptrons.Sgd, Perceptrons.Sgd.Recipe with { Model = () => new HalfStorage(), LossScale = 1e-6 })
        {
            Symptoms = [Symptom.Float16Underflow, Symptom.MissingGradient],
        },
    ];

    private static Tensor BinaryByHand(Tensor probability, Tensor target) =>
        target.mul(probability.log()).add(target.neg().add(1f).mul(probability.neg().add(1f).log())).mean().neg();
}
