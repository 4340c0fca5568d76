using GradGuard.Detection.Models;
using GradGuard.Detection.Problems;
using static GradGuard.Detection.Cases.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Cases.Healthy;

/// <summary>Adversaries, critics and policies: their loss says little about what they learn.</summary>
internal static class Players
{
    private const string Family = "players";

    private static readonly Adversary Equal = new(2, 1e-3);

    private static readonly Adversary Strong = new(16, 2e-3);

    private static readonly Recipe Ring = new()
    {
        Problem = Games.Ring,
        Model = () => Equal.Begin(Stacks.Perceptron(2, 64, () => ReLU(), 8, 2)),
        Loss = Equal.Loss,
        Optimizer = parameters => optim.Adam(parameters, 1e-3, 0.5),
        Zeroing = Zeroing.BeforeBackward,
        BatchSize = 64,
        Steps = 200,
    };

    public static HealthyCase Generator { get; } = Player("generator of a GAN on a ring", Ring);

    public static HealthyCase Critic { get; } = Player("Wasserstein critic, weights clipped at 0.05", new Recipe
    {
        Problem = Games.Critic,
        Model = () => Stacks.Perceptron(2, 64, () => LeakyReLU(0.2), outputs: 1),
        Optimizer = RmsProp(5e-4),
        BatchSize = 64,
        Before = (_, model, _) => Clamp(model),
    });

    public static IEnumerable<HealthyCase> All =>
    [
        Generator, Critic,
        Player("generator against a strong judge in 16 dimensions", Ring with { Problem = Games.Sheet, Model = () => Strong.Begin(Stacks.Perceptron(1, 64, () => ReLU(), 8, 16)), Loss = Strong.Loss, Optimizer = parameters => optim.Adam(parameters, 2e-4, 0.5), Steps = 400 }),
        Player("policy gradient on noisy rewards", new Recipe { Problem = Games.Bandit, Model = () => Stacks.Perceptron(1, 32, Tanh, 4, 4), BatchSize = 16, Steps = 300 }),
        Player("policy climbs a smooth reward, loss falls below zero", new Recipe
        {
            Problem = Points.Curve,
            Model = () => Stacks.Perceptron(2, 32, () => ReLU(), 4, 2),
            Loss = (_, output, target) => output.sub(target.mul(5f)).square().sum(1).mean().sub(60f),
            Steps = 250,
        }),
        Player("Gaussian likelihood with a learned variance, loss falls below zero", new Recipe
        {
            Problem = Points.Curve,
            Model = () => Stacks.Perceptron(2, 64, Tanh, 4, 2),
            Loss = (_, output, target) => GaussianLikelihood(output.narrow(1, 0, 1).sub(target.mul(0.01f)), output.narrow(1, 1, 1)),
            Steps = 250,
        }),
        Player("value of episodes that grow longer, clipped at 0.5", new Recipe
        {
            Problem = Points.Curve,
            Model = () => Stacks.Perceptron(1, 64, Tanh, 4, 1),
            Optimizer = Adam(1e-3),
            Loss = (step, output, target) => functional.huber_loss(output, target.abs().mul(step)),
            Clip = 0.5,
            Steps = 250,
        }),
    ];

    private static Tensor GaussianLikelihood(Tensor error, Tensor logVariance) => error.square().mul(logVariance.neg().exp()).add(logVariance).mean();

    private static HealthyCase Player(string name, Recipe recipe) => new(name, Family, recipe) { ChasesMovingTarget = true };

    private static void Clamp(Module<Tensor, Tensor> model)
    {
        using var _ = no_grad();
        foreach (var parameter in model.parameters())
            parameter.clamp_(-0.05, 0.05);
    }
}
