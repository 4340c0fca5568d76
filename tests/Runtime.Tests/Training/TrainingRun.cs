using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Training;

/// <summary>A short real training run under watch.</summary>
internal static class TrainingRun
{
    /// <summary>Trains on batches from <paramref name="batch"/> and returns all findings.</summary>
    public static IReadOnlyList<Finding> Train(
        Module<Tensor, Tensor> model,
        optim.Optimizer optimizer,
        Func<(Tensor Inputs, Tensor Targets)> batch,
        Func<Tensor, Tensor, Tensor> lossOf,
        int steps,
        Action<int>? afterBackward = null,
        double? clip = null)
    {
        using var guard = Quiet.Watch(model);
        for (var step = 1; step <= steps; step++)
        {
            using var scope = NewDisposeScope();
            var (inputs, targets) = batch();
            optimizer.zero_grad();
            var loss = lossOf(model.call(inputs), targets);
            loss.backward();
            afterBackward?.Invoke(step);
            if (clip is { } maxNorm)
                guard.ClipGradNorm(maxNorm);

            optimizer.step();
            guard.Step(loss);
        }

        Assert.Equal(0, guard.InternalErrorCount);
        return guard.Findings;
    }

    /// <summary>Points of two interleaved rings in the plane, batch after batch: learnable, but not by a straight line.</summary>
    public static (Tensor Inputs, Tensor Targets) Rings()
    {
        var labels = randint(0, 2, [64]);
        var angle = rand(64).mul(2 * Math.PI);
        var radius = labels.to_type(ScalarType.Float32).mul(1f).add(0.5f).add(randn(64).mul(0.1f));
        return (stack([angle.cos().mul(radius), angle.sin().mul(radius)], 1), labels);
    }

    public static Sequential Mlp(int depth, int width, Func<Module<Tensor, Tensor>> activation, int inputs = 2, int outputs = 2)
    {
        var layers = new List<(string, Module<Tensor, Tensor>)>();
        for (var i = 0; i < depth; i++)
        {
            layers.Add(($"fc{i}", Linear(i == 0 ? inputs : width, width)));
            layers.Add(($"act{i}", activation()));
        }

        layers.Add(("head", Linear(width, outputs)));
        return Sequential(layers);
    }

    public static void AssertHealthy(IReadOnlyList<Finding> findings) =>
        Assert.DoesNotContain(findings, finding => finding.Severity >= Severity.Warning);
}
