using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Overhead;

/// <summary>Time of <c>guard.Step</c> per parameter tensor, where the gradients are too small for reading them to matter.</summary>
internal static class TensorCost
{
    public static Table Measure()
    {
        var table = new Table(
            "Many small tensors",
            "`guard.Step(loss)` over layers of 8 by 8, a parameter tensor; beside it what reading `p.grad` alone takes, and a `norm().item()` of each.",
            "tensors", "guard.Step", "budget", "reading p.grad", "norm().item()");
        foreach (var layers in new[] { 5, 25, 100 })
        {
            using var model = Sequential(Enumerable.Range(0, layers).Select(_ => (Module<Tensor, Tensor>)Linear(8, 8)));
            using var guard = GradientGuard.Watch(model);
            model.call(randn(4, 8)).sum().backward();
            var parameters = model.parameters().ToArray();
            var times = Paired.MedianMicroseconds(
                25,
                200,
                () => guard.Step(0.5),
                () =>
                {
                    foreach (var parameter in parameters)
                        parameter.grad!.Dispose();
                },
                () =>
                {
                    foreach (var parameter in parameters)
                    {
                        using var gradient = parameter.grad;
                        using var norm = gradient!.norm();
                        norm.item<float>();
                    }
                });
            var tensors = parameters.Length;
            table.Add(tensors, $"{times[0] / tensors:0.00} µs", "3.00 µs", $"{times[1] / tensors:0.00} µs", $"{times[2] / tensors:0.00} µs");
        }

        return table;
    }
}
