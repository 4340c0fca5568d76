using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Problems;

/// <summary>Tasks whose loss is not one to bring down: another player, or the model's own choices, move what it is measured against.</summary>
internal static class Games
{
    /// <summary>Noise [n, 8] and points of a ring [n, 2], which a generator is to make of it; the loss is an adversary's.</summary>
    public static Problem Ring { get; } = new(DrawRing, Losses.Squared);

    /// <summary>Noise [n, 8] and points [n, 16] near three dimensions, bent.</summary>
    public static Problem Sheet { get; } = new(DrawSheet, Losses.Squared);

    /// <summary>Points that are real and points that are not, one after the other: a critic's inputs [2n, 2] (Arjovsky et al. 2017).</summary>
    public static Problem Critic { get; } = new(DrawCritic, (outputs, _) => outputs.narrow(0, outputs.shape[0] / 2, outputs.shape[0] / 2).mean().sub(outputs.narrow(0, 0, outputs.shape[0] / 2).mean()));

    /// <summary>States [n, 4] and the reward of each of 4 actions, by REINFORCE (Williams 1992) with noise on the reward.</summary>
    public static Problem Bandit { get; } = new(DrawBandit, PolicyGradient);

    private static (Tensor Inputs, Tensor Targets) DrawRing(int count)
    {
        var angle = rand(count).mul(2 * Math.PI);
        return (randn(count, 8), stack([angle.cos(), angle.sin()], 1).mul(2f));
    }

    private static (Tensor Inputs, Tensor Targets) DrawSheet(int count)
    {
        var map = arange(48, ScalarType.Float32).mul(1.7f).cos().mul(1.5f).view(3, 16);
        return (randn(count, 8), randn(count, 3).matmul(map).tanh());
    }

    private static (Tensor Inputs, Tensor Targets) DrawCritic(int count) =>
        (cat([randn(count, 2).mul(0.2f).add(1f), randn(count, 2).mul(0.3f)], 0), zeros(count));

    private static (Tensor Inputs, Tensor Targets) DrawBandit(int count)
    {
        var states = randn(count, 4);
        return (states, states.add(randn(count, 4).mul(2f)));
    }

    private static Tensor PolicyGradient(Tensor outputs, Tensor rewards)
    {
        var logarithms = functional.log_softmax(outputs, 1);
        var actions = multinomial(logarithms.exp(), 1);
        return logarithms.gather(1, actions).mul(rewards.gather(1, actions)).mean().neg();
    }
}
