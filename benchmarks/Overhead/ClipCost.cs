using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Overhead;

/// <summary><c>guard.ClipGradNorm</c> against <c>torch.nn.utils.clip_grad_norm_</c> on the same gradients.</summary>
internal static class ClipCost
{
    public static Table Measure()
    {
        var table = new Table(
            "Clipping",
            "`guard.ClipGradNorm(c)`, which measures every layer as it clips, against `torch.nn.utils.clip_grad_norm_` on the same gradients; *idle* below the threshold, *shrinks* above it.",
            "elements", "tensors", "", "guard", "TorchSharp", "share", "budget");
        foreach (var (layers, width) in new[] { (5, 32), (20, 64), (5, 400), (4, 1600), (4, 4000) })
            foreach (var acts in new[] { false, true })
            {
                using var model = Sequential(Enumerable.Range(0, layers).Select(_ => (Module<Tensor, Tensor>)Linear(width, width)));
                using var guard = GradientGuard.Watch(model);
                model.call(randn(4, width)).sum().backward();
                var elements = model.parameters().Sum(parameter => parameter.NumberOfElements);
                var calls = (int)Math.Clamp(2_000_000 / elements, 1, 200);

                // A threshold that the norm exceeds again and again: each call shrinks the gradients by a ten-thousandth.
                var norm = nn.utils.clip_grad_norm_(model.parameters(), float.MaxValue);
                double Threshold() => acts ? norm *= 0.9999 : float.MaxValue;
                var times = Paired.MedianMicroseconds(
                    21,
                    calls,
                    () => guard.ClipGradNorm(Threshold()),
                    () => nn.utils.clip_grad_norm_(model.parameters(), Threshold()));
                table.Add($"{elements:N0}", 2 * layers, acts ? "shrinks" : "idle", $"{times[0]:0.0} µs", $"{times[1]:0.0} µs", $"{times[0] / times[1]:P0}", elements < 1_000_000 ? "50 %" : "100 %");
            }

        return table;
    }
}
