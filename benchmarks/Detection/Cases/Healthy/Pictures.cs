using GradGuard.Detection.Models;
using GradGuard.Detection.Problems;
using static GradGuard.Detection.Cases.Optimizers;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Cases.Healthy;

/// <summary>Convolutional and residual networks.</summary>
internal static class Pictures
{
    private static readonly Recipe Shapes = new() { Problem = Images.Shapes, Model = () => Stacks.Convolutions(2, 8, () => ReLU()), Steps = 120, Optimizer = Adam(5e-3) };

    private static readonly Recipe Spirals = new() { Problem = Points.Spirals, Model = () => new Residual(6, 16), BatchSize = 64, Steps = 120 };

    public static HealthyCase Convolutional { get; } = new("CNN, Adam", "CNN", Shapes);

    public static HealthyCase BatchNormalized { get; } = new("CNN with batch normalization, SGD with momentum", "CNN", Shapes with
    {
        Model = () => Stacks.Convolutions(4, 8, () => ReLU(), isNormalized: true),
        Optimizer = Sgd(0.05, 0.9),
    });

    public static HealthyCase ResidualStack { get; } = new("pre-norm residual MLP", "residual", Spirals);

    public static HealthyCase PictureNetwork { get; } = new("picture residual network", "residual", Shapes with { Model = () => new PictureResidual(3), Optimizer = Adam(1e-2) });

    public static IEnumerable<HealthyCase> All =>
    [
        Convolutional, BatchNormalized, ResidualStack, PictureNetwork,
        new("zero_grad before backward, CNN with batch normalization", "CNN", BatchNormalized.Recipe with { Zeroing = Zeroing.BeforeBackward }),
        new("zero_grad before backward, residual network, batches of 256", "residual", Spirals with { Zeroing = Zeroing.BeforeBackward, BatchSize = 256, Optimizer = Adam(1e-2) }),
        new("CNN, SGD with momentum", "CNN", Shapes with { Optimizer = Sgd(0.05, 0.9) }),
        new("CNN, RMSprop", "CNN", Shapes with { Optimizer = RmsProp(2e-3) }),
        new("CNN with batch normalization, batches of 8, AdamW", "CNN", Shapes with { Model = () => Stacks.Convolutions(3, 8, () => ReLU(), isNormalized: true), BatchSize = 8, Optimizer = AdamW(5e-3) }),
        new("CNN, leaky ReLU, sum in place of mean", "CNN", Shapes with { Model = () => Stacks.Convolutions(3, 8, () => LeakyReLU(0.1)), LossScale = 32, Optimizer = Sgd(0.02 / 32, 0.9) }),
        new("picture autoencoder", "autoencoder", Shapes with { Problem = Images.Denoising, Model = Stacks.PictureAutoencoder }),
        new("picture residual network, last gains zero", "residual", Shapes with { Model = () => new PictureResidual(3, zeroGain: true), Optimizer = Sgd(0.1, 0.9) }),
        new("residual branches that start at zero", "residual", Spirals with { Model = () => new Residual(6, 16, isNormalized: false).StartingAtZero() }),
        new("20 residual blocks", "residual", Spirals with { Model = () => new Residual(20, 16), Optimizer = Adam(1e-3), Clip = 1 }),
        new("20 residual blocks, branches scaled by depth", "residual", Spirals with { Model = () => new Residual(20, 16, isNormalized: false, scale: 0.22), Optimizer = AdamW(2e-3) }),
    ];
}
