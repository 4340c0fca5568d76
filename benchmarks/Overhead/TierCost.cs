using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Overhead;

/// <summary>What the extended tier adds to a training step: while its hooks rest, while they measure, and on average at every 64th step.</summary>
internal static class TierCost
{
    public static Table Measure()
    {
        var table = new Table(
            "The extended tier",
            "What forward hooks and exponents add to a step: while they rest, in a measured step, and on average with every 64th step measured, as by default.",
            "model", "step", "at rest", "measured", "average", "share");
        Measure(table, "MLP of 32", Sequential(Linear(2, 32), Tanh(), Linear(32, 32), Tanh(), Linear(32, 2)), () => randn(64, 2));
        Measure(table, "MLP of 256", Sequential(Linear(64, 256), ReLU(), Linear(256, 256), ReLU(), Linear(256, 256), ReLU(), Linear(256, 2)), () => randn(256, 64));
        Measure(table, "CNN", Sequential(Conv2d(1, 16, 3), ReLU(), Conv2d(16, 32, 3), ReLU(), MaxPool2d(2), Flatten(), Linear(32 * 144, 2)), () => randn(32, 1, 28, 28));
        return table;
    }

    // A model of its own for each, since a model has one guard; with the same weights, so that the steps are alike.
    private static void Measure(Table table, string name, Module<Tensor, Tensor> model, Func<Tensor> input)
    {
        using var inputs = input();
        var times = new double[3];
        int?[] every = [null, int.MaxValue, 1];
        for (var round = 0; round < 7; round++)
            for (var i = 0; i < every.Length; i++)
            {
                using var guard = GradientGuard.Watch(model, new GradientGuardOptions { MeasureActivationsEvery = every[i], MeasureUpdatesEvery = int.MaxValue });

                // Past the powers of two at the start.
                var call = 0;
                while (call++ < 65)
                    Step();

                times[i] = Math.Min(round == 0 ? double.MaxValue : times[i], Paired.MedianMicroseconds(5, 12, Step)[0]);

                void Step()
                {
                    using var scope = NewDisposeScope();
                    model.zero_grad();
                    var loss = model.call(inputs).square().mean();
                    loss.backward();
                    guard.Step(loss);
                }
            }

        var (rest, measured) = (times[1] - times[0], times[2] - times[0]);
        var average = rest + ((measured - rest) / 64);
        table.Add(name, $"{times[0]:0} µs", $"{rest:+0.0;-0.0} µs", $"{measured:+0.0;-0.0} µs", $"{average:+0.0;-0.0} µs", $"{average / times[0]:P1}");
        model.Dispose();
    }
}
