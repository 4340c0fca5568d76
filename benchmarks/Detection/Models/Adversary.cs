using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Models;

/// <summary>
/// The other player of a generative adversarial network (Goodfellow et al. 2014): a judge that learns to tell what a generator makes from what
/// is real, one step before the generator's own, in the order in which most code has it.
/// </summary>
internal sealed class Adversary(int inputs, double rate)
{
    private Module<Tensor, Tensor>? _judge;
    private optim.Optimizer? _optimizer;

    /// <summary>Starts a run with a new judge, and hands <paramref name="generator"/> on.</summary>
    public Module<Tensor, Tensor> Begin(Module<Tensor, Tensor> generator)
    {
        _judge?.Dispose();
        _optimizer?.Dispose();
        _judge = Stacks.Perceptron(2, 64, () => LeakyReLU(0.2), inputs, 1);
        _optimizer = optim.Adam(_judge.parameters(), rate, 0.5);
        return generator;
    }

    /// <summary>Trains the judge on both batches; the generator's loss is that the judge knows what it made (non-saturating, 3).</summary>
    public Tensor Loss(int step, Tensor made, Tensor real)
    {
        if (_judge is null || _optimizer is null)
            throw new InvalidOperationException($"Call Begin before step {step}.");

        _optimizer.zero_grad();
        Truth(real, 1).add(Truth(made.detach(), 0)).backward();
        _optimizer.step();
        return Truth(made, 1);
    }

    private Tensor Truth(Tensor batch, float label) => functional.binary_cross_entropy_with_logits(_judge!.call(batch), full([batch.shape[0], 1], label));
}
