using GradGuard.Detection.Cases.Healthy;
using GradGuard.Detection.Models;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Cases.Faults;

/// <summary>Activations, depth and initialisation: the gradient shrinks, grows or stops on its way.</summary>
internal static class Flow
{
    private const string Activation = "activation";
    private const string Start = "initialisation";

    private static readonly Symptom[] Vanishes = [Symptom.VanishingGradient];
    private static readonly Symptom[] Explodes = [Symptom.ExplodingGradient, Symptom.NonFiniteGradient, Symptom.LossDiverging, Symptom.UpdateRatioOutOfRange];
    private static readonly Symptom[] Dies = [Symptom.DeadUnits, Symptom.MissingGradient];

    public static IEnumerable<FaultCase> All =>
    [
        Vanishing("12 sigmoid layers", Activation, Perceptrons.Plain, Perceptrons.Plain.Recipe with { Model = () => Stacks.Perceptron(12, 32, Sigmoid) }),
        Vanishing("25 tanh layers at TorchSharp's initialisation", Activation, Perceptrons.Deep, Perceptrons.Deep.Recipe with { Model = () => Stacks.Perceptron(25, 64, Tanh), Prepare = _ => { } }),
        Vanishing("20 ReLU layers at TorchSharp's initialisation", Start, Perceptrons.DeepKaiming, Perceptrons.DeepKaiming.Recipe with { Model = () => Stacks.Perceptron(20, 64, () => ReLU()), Prepare = _ => { } }),
        Vanishing("8 sigmoid convolutions", Activation, Pictures.Convolutional, Pictures.Convolutional.Recipe with { Model = () => Stacks.Convolutions(8, 8, Sigmoid) }, "conv0"),
        Vanishing("10 layers of hard sigmoid, SGD", Activation, Perceptrons.Sgd, Perceptrons.Sgd.Recipe with { Model = () => Stacks.Perceptron(10, 32, () => Hardsigmoid()) }),
        Vanishing("weights drawn a hundredfold too small", Start, Perceptrons.Sgd, Perceptrons.Sgd.Recipe with { Model = () => Stacks.Perceptron(6, 64, () => ReLU()), Prepare = Initialization.Normal(0.003) }),
        Vanishing("sigmoid after the addition of 30 residual blocks", Activation, Pictures.ResidualStack, Pictures.ResidualStack.Recipe with { Model = () => new Residual(30, 16, after: x => x.sigmoid()) }, "first"),
        Vanishing("LSTM of 5 layers with weights of 0.01, SGD", Start, Sequences.DeepLstm, Sequences.DeepLstm.Recipe with { Model = () => new Recurrent(Cell.Lstm, 1, 16, 1, layers: 5), Prepare = Initialization.Normal(0.01), Optimizer = Optimizers.Sgd(0.1) }, "memory"),
        Vanishing("RNN of 8 layers with weights of 0.02, SGD", Start, Sequences.Rnn, Sequences.Rnn.Recipe with { Model = () => new Recurrent(Cell.Rnn, 1, 16, 1, layers: 8), Prepare = Initialization.Normal(0.02), Optimizer = Optimizers.Sgd(0.1) }, "memory"),
        new("tanh layers drawn fivefold too large", Start, Perceptrons.Deep, Perceptrons.Deep.Recipe with { Model = () => Stacks.Perceptron(20, 64, Tanh), Prepare = Initialization.Scaled(5) })
        {
            Symptoms = [.. Explodes, .. Vanishes, .. Dies, Symptom.SaturatedActivations],
        },
        new("regression with weights drawn from N(0, 1)", Start, Perceptrons.Regression, Perceptrons.Regression.Recipe with { Model = () => Stacks.Perceptron(5, 64, () => ReLU(), 4, 1), Prepare = Initialization.Normal(1) })
        {
            Symptoms = Explodes,
        },
        new("40 residual blocks with Kaiming's weights and no normalization", Start, Pictures.ResidualStack, Pictures.ResidualStack.Recipe with { Model = () => new Residual(40, 16, isNormalized: false), Prepare = Initialization.Kaiming, Optimizer = Optimizers.Sgd(0.01) }) { Symptoms = Explodes },
        Constant("all weights 0", 0, Perceptrons.Plain, Perceptrons.Plain.Recipe, "fc0", "fc1", "fc2", "head"),
        Constant("all weights 0.1", 0.1, Perceptrons.Sgd, Perceptrons.Sgd.Recipe, "fc0", "fc1", "fc2"),
        Constant("all weights 0.05, tanh regression", 0.05, Perceptrons.Regression, Perceptrons.Regression.Recipe, "fc0", "fc1"),
        Constant("all weights 0.2, GELU", 0.2, Perceptrons.Plain, Perceptrons.Plain.Recipe with { Model = () => Stacks.Perceptron(3, 32, () => GELU()) }, "fc0", "fc1", "fc2"),
        Constant("all weights 0.1, Adam", 0.1, Perceptrons.Plain, Perceptrons.Plain.Recipe, "fc0", "fc1", "fc2"),
        Constant("all weights 0.1, CNN", 0.1, Pictures.Convolutional, Pictures.Convolutional.Recipe, "conv0", "conv1"),
        Constant("all weights 0.02, ReLU regression", 0.02, Perceptrons.Regression, Perceptrons.Regression.Recipe with { Model = () => Stacks.Perceptron(2, 32, () => ReLU(), 4, 1) }, "fc0", "fc1"),
        new("biases of one layer at -2 before ReLU", Start, Perceptrons.Plain, Perceptrons.Plain.Recipe with { Prepare = Initialization.Bias("fc1", -2) }) { Symptoms = Dies, Layers = ["fc1"] },
        new("biases of the last convolution at -20 before ReLU", Start, Pictures.Convolutional, Pictures.Convolutional.Recipe with { Prepare = Initialization.Bias("conv1", -20) }) { Symptoms = Dies, Layers = ["conv1"] },
        new("units that die in a jump of the learning rate", "learning rate", Perceptrons.Sgd, Perceptrons.Sgd.Recipe with { Before = (step, model, _) => Kill(step, model) })
        {
            Symptoms = Dies, Layers = ["fc1"], Start = 60,
        },
        new("a branch weighed with 1e-5", "model", Perceptrons.Plain, Perceptrons.Plain.Recipe with { Model = () => new FaintBranch(1e-5) }) { Symptoms = [Symptom.LayerImbalance], Layers = ["branch"] },
    ];

    private static FaultCase Vanishing(string name, string cause, HealthyCase twin, Recipe recipe, string layer = "fc0") => new(name, cause, twin, recipe) { Symptoms = Vanishes, Layers = [layer] };

    private static FaultCase Constant(string name, double value, HealthyCase twin, Recipe recipe, params string[] layers) =>
        new(name, Start, twin, recipe with { Prepare = Initialization.AllConstant(value) }) { Symptoms = [Symptom.IdenticalUnits, .. Dies], Layers = layers };

    private static void Kill(int step, Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor> model)
    {
        if (step == 60)
            Initialization.Bias("fc1", -50)(model);
    }
}
