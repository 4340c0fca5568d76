using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Overhead;

/// <summary>The same gradients watched from Python: a norm and a histogram a parameter, by PyTorch, where it is installed.</summary>
internal static class PythonCost
{
    private const string Python = "/usr/bin/python3";

    public static Table Measure()
    {
        var table = new Table(
            "Against Python",
            "Watching the gradients of a stack of Linear layers once: `guard.Step(loss)` in .NET, without update ratios, which the other side does not measure; in Python with PyTorch a `norm().item()` of each parameter, and that with a histogram. *n/a* where python3-torch is not installed.",
            "layers", "tensors", "guard.Step", "Python: norms", "Python: norms and histograms");
        foreach (var (layers, width) in new[] { (4, 32), (20, 64), (20, 256) })
        {
            using var model = Sequential(Enumerable.Range(0, layers).Select(_ => (Module<Tensor, Tensor>)Linear(width, width)));
            using var guard = GradientGuard.Watch(model, new GradientGuardOptions { MeasureUpdatesEvery = int.MaxValue });
            model.call(randn(4, width)).sum().backward();
            var own = Paired.MedianMicroseconds(51, 20, () => guard.Step(0.5))[0];
            var python = InPython(layers, width);
            table.Add($"{layers} of {width} by {width}", 2 * layers, $"{own:0} µs", Figure(python?[0]), Figure(python?[1]));
        }

        return table;
    }

    private static string Figure(double? microseconds) => microseconds is { } known ? $"{known:0} µs" : "n/a";

    private static double[]? InPython(int layers, int width)
    {
        if (!File.Exists(Python))
            return null;

        var script = Path.Combine(AppContext.BaseDirectory, "watch.py");
        using var process = Process.Start(new ProcessStartInfo(Python, [script, $"{layers}", $"{width}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        GC.KeepAlive(error.Result);
        return process.ExitCode == 0 ? [.. output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => double.Parse(word, CultureInfo.InvariantCulture))] : null;
    }
}
