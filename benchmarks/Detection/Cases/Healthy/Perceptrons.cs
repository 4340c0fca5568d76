using GradGuard.Detection.Models;
using GradGuard.Detection.Problems;
using static GradGuard.Detection.Cases.Optimizers;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Cases.Healthy;

/// <summary>Fully connected networks: optimizers, rates, batch sizes, reductions, scalings, schedules.</summary>
internal static class Perceptrons
{
    private const string Family = "MLP";

    private static readonly Recipe Spirals = new() { Problem = Points.Spirals, Model = () => Stacks.Perceptron(3, 32, () => ReLU()), BatchSize = 64 };

    private static readonly Recipe Curve = new() { Problem = Points.Curve, Model = () => Stacks.Perceptron(2, 32, Tanh, 4, 1), BatchSize = 64 };

    public static HealthyCase Plain { get; } = new("MLP, Adam 3e-3", Family, Spirals);

    public static HealthyCase Sgd { get; } = new("MLP, SGD 0.3", Family, Spirals with { Optimizer = Optimizers.Sgd(0.3) });

    public static HealthyCase Deep { get; } = new("10 tanh layers, Xavier, SGD with momentum", Family, Spirals with
    {
        Model = () => Stacks.Perceptron(10, 64, Tanh),
        Prepare = Initialization.Xavier,
        Optimizer = Optimizers.Sgd(0.02, 0.9),
    });

    public static HealthyCase DeepKaiming { get; } = new("15 ReLU layers, Kaiming, Adam", Family, Spirals with
    {
        Model = () => Stacks.Perceptron(15, 64, () => ReLU()),
        Prepare = Initialization.Kaiming,
        Optimizer = Adam(1e-3),
    });

    public static HealthyCase Regression { get; } = new("regression, tanh, SGD 0.05", Family, Curve with { Optimizer = Optimizers.Sgd(0.05) });

    public static HealthyCase Batchnorm { get; } = new("10 sigmoid layers behind batch normalization", Family, Spirals with
    {
        Model = () => Stacks.Perceptron(10, 32, Sigmoid, before: () => BatchNorm1d(32)),
    });

    public static HealthyCase Dropout { get; } = new("dropout of 0.3", Family, Spirals with { Model = () => Stacks.Perceptron(2, 64, () => ReLU(), after: () => Dropout(0.3)) });

    public static HealthyCase OneLogit { get; } = new("one logit, BCE on logits", Family, Spirals with { Problem = Points.BinarySpirals, Model = () => Stacks.Perceptron(3, 32, () => ReLU(), outputs: 1) });

    public static HealthyCase WholeData { get; } = new("whole data set as one batch, SGD", Family, Spirals with { Problem = Points.Spirals.OfFixedData(128), BatchSize = 128, Optimizer = Optimizers.Sgd(0.3) });

    public static HealthyCase Single { get; } = new("batches of 1, regression, SGD", Family, Curve with { Model = () => Stacks.Perceptron(2, 64, () => ReLU(), 4, 1), Optimizer = Optimizers.Sgd(1e-2), BatchSize = 1, Steps = 1000 });

    public static IEnumerable<HealthyCase> All =>
    [
        Plain, Sgd, Deep, DeepKaiming, Regression, Batchnorm, Dropout, OneLogit, WholeData, Single,
        new("MLP, SGD 0.05 with momentum", Family, Spirals with { Optimizer = Optimizers.Sgd(0.05, 0.9) }),
        new("MLP, Nesterov-free momentum and weight decay", Family, Spirals with { Optimizer = Optimizers.Sgd(0.05, 0.9, 1e-3) }),
        new("MLP, Adam 3e-4", Family, Spirals with { Optimizer = Adam(3e-4) }),
        new("MLP, Adam 2e-2", Family, Spirals with { Optimizer = Adam(2e-2) }),
        new("MLP, AdamW 3e-3", Family, Spirals with { Optimizer = AdamW(3e-3) }),
        new("MLP, RMSprop 1e-3", Family, Spirals with { Optimizer = RmsProp(1e-3) }),
        new("batches of 4", Family, Spirals with { BatchSize = 4 }),
        new("batches of 512", Family, Spirals with { BatchSize = 512 }),
        new("sum in place of mean", Family, Spirals with { LossScale = 64, Optimizer = Optimizers.Sgd(0.3 / 64) }),
        new("loss scaled by 65536", Family, Spirals with { LossScale = 65536 }),
        new("loss scaled by 1e-4", Family, Spirals with { LossScale = 1e-4 }),
        new("clipped at 1", Family, Spirals with { Clip = 1, Optimizer = Optimizers.Sgd(0.3) }),
        new("clipped at 0.1", Family, Spirals with { Clip = 0.1, Optimizer = Optimizers.Sgd(1) }),
        new("linear warm-up over 60 steps", Family, Spirals with { Schedule = WarmUp(60), Steps = 200 }),
        new("cosine schedule down to 0", Family, Spirals with { Schedule = Cosine(150), Optimizer = Adam(1e-2) }),
        new("one cycle up to 0.1 and down", Family, Spirals with { Optimizer = Optimizers.Sgd(0.01, 0.9), Schedule = OneCycle(0.1, 200), Steps = 200 }),
        new("cosine that starts anew every 50 steps", Family, Spirals with { Schedule = Restarts(50), Optimizer = AdamW(1e-2), Steps = 200 }),
        new("batches of 1, 128 wide, Adam", Family, Spirals with { Problem = Points.Blobs, Model = () => Stacks.Perceptron(2, 128, () => ReLU(), 10, 5), Optimizer = Adam(1e-3), BatchSize = 1, Steps = 400 }),
        new("gradients of 4 batches added up", Family, Spirals with { Accumulate = 4, BatchSize = 16 }),
        new("gradients of 4 batches added up, every batch watched", Family, Spirals with { Accumulate = 4, BatchSize = 16, WatchesEveryBatch = true }),
        new("zero_grad between forward and backward", Family, Spirals with { Zeroing = Zeroing.BeforeBackward }),
        new("zero_grad before backward, head starts at zero, SGD 0.3, batches of 512", Family, Spirals with { Zeroing = Zeroing.BeforeBackward, Prepare = model => Initialization.Constant(model, "head", 0), Optimizer = Optimizers.Sgd(0.3), BatchSize = 512 }),
        new("zero_grad before backward, whole data set, momentum", Family, WholeData.Recipe with { Zeroing = Zeroing.BeforeBackward, Optimizer = Optimizers.Sgd(0.1, 0.9) }),
        new("zero_grad before backward, whole data set, Adam 1e-2", Family, WholeData.Recipe with { Zeroing = Zeroing.BeforeBackward, Optimizer = Adam(1e-2) }),
        new("zero_grad before backward, regression on 32 examples, momentum", Family, Curve with { Zeroing = Zeroing.BeforeBackward, Problem = Points.Curve.OfFixedData(32), BatchSize = 32, Optimizer = Optimizers.Sgd(0.02, 0.9) }),
        new("zero_grad before backward, deep network, warm-up", Family, DeepKaiming.Recipe with { Zeroing = Zeroing.BeforeBackward, BatchSize = 256, Optimizer = Adam(3e-4), Schedule = WarmUp(40) }),
        new("gradients set to null", Family, Spirals with { Zeroing = Zeroing.ToNull }),
        new("a fifth of the labels wrong", Family, new Recipe { Problem = Points.Blobs.WithNoisyLabels(0.2, 5), Model = () => Stacks.Perceptron(2, 32, () => ReLU(), 10, 5) }),
        new("20 examples, learned by heart", Family, Spirals with { Problem = Points.Blobs.OfFixedData(20), Model = () => Stacks.Perceptron(2, 64, () => ReLU(), 10, 5), BatchSize = 20, Steps = 300, Optimizer = Adam(1e-2) }),
        new("head starts at zero", Family, Spirals with { Prepare = model => Initialization.Constant(model, "head", 0) }),
        new("softmax, logarithm and nll_loss", Family, Plain.Recipe with { Loss = (_, output, target) => functional.nll_loss(functional.softmax(output, 1).add(1e-8f).log(), target) }),
        new("log-softmax before cross-entropy, which changes nothing", Family, Plain.Recipe with { Loss = (_, output, target) => functional.cross_entropy(functional.log_softmax(output, 1), target) }),
        new("linear classifier", Family, new Recipe { Problem = Points.Blobs, Model = () => Stacks.Perceptron(0, 10, () => ReLU(), 10, 5), Optimizer = Optimizers.Sgd(0.1) }),
        new("frozen first layer", Family, Spirals with { Prepare = model => Initialization.Freeze(model, "fc0") }),
        new("regression, Adam 1e-2", Family, Curve with { Optimizer = Adam(1e-2) }),
        new("regression, Huber loss", Family, Curve with { Problem = Points.RobustCurve }),
        new("regression on 32 examples to almost nothing", Family, Curve with { Problem = Points.Curve.OfFixedData(32), BatchSize = 32, Optimizer = Adam(1e-2), Steps = 400 }),
        new("wide and shallow, GELU", Family, Spirals with { Model = () => Stacks.Perceptron(1, 512, () => GELU()), Optimizer = Adam(1e-2) }),
        new("6 SELU layers", Family, Spirals with { Model = () => Stacks.Perceptron(6, 32, () => SELU()) }),
        new("autoencoder of numbers", "autoencoder", new Recipe { Problem = Points.Plane, Model = () => Stacks.Autoencoder(() => ReLU()), BatchSize = 64, Optimizer = Adam(1e-2) }),
        new("zero_grad before backward, autoencoder, Adam 1e-2", "autoencoder", new Recipe { Problem = Points.Plane, Model = () => Stacks.Autoencoder(() => ReLU()), BatchSize = 256, Optimizer = Adam(1e-2), Zeroing = Zeroing.BeforeBackward }),
        new("zero_grad before backward, batch normalization, Adam", Family, Batchnorm.Recipe with { Zeroing = Zeroing.BeforeBackward, BatchSize = 256 }),
        new("autoencoder, tanh, SGD", "autoencoder", new Recipe { Problem = Points.Plane, Model = () => Stacks.Autoencoder(Tanh), BatchSize = 64, Optimizer = Optimizers.Sgd(0.05, 0.9) }),
    ];
}
