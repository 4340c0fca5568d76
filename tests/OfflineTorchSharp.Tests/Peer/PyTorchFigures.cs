using System.Diagnostics;
using System.Text.Json;

namespace GradGuard.OfflineTorchSharp.Tests.Peer;

/// <summary>
/// The figures of one Python script beside this file: it is run once with Debian's python3-torch and prints a JSON object.
/// Derive a class per script and use it as a class fixture.
/// </summary>
public abstract class PyTorchFigures
{
    private const string Python = "/usr/bin/python3";

    private readonly JsonElement _figures;
    private readonly string? _absence;

    protected PyTorchFigures(string script)
    {
        _absence = WhyAbsent();
        if (_absence is not null)
            return;
        var (exitCode, output, error) = Run(Path.Combine(AppContext.BaseDirectory, "Peer", script));
        if (exitCode != 0)
            throw new InvalidOperationException($"{script} failed: {error}");
        using var document = JsonDocument.Parse(output);
        _figures = document.RootElement.Clone();
    }

    /// <summary>The figure of that name; skips the calling test where PyTorch is not installed.</summary>
    public JsonElement this[string name]
    {
        get
        {
            Assert.SkipWhen(_absence is not null, _absence ?? "");
            return _figures.GetProperty(name);
        }
    }

    /// <summary>A figure that is a number or a list of numbers, however nested, in row-major order.</summary>
    public double[] Numbers(string name) => Flatten(this[name]).ToArray();

    /// <summary>Compares with a figure; the tolerance is relative to the larger of 1 and the figure's size.</summary>
    public void AssertClose(string name, IEnumerable<double> actual, double tolerance = 1e-5)
    {
        var expected = Numbers(name);
        var values = actual.ToArray();
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var close = expected[i].Equals(values[i]) || Math.Abs(expected[i] - values[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]));
            Assert.True(close, $"{name}[{i}]: PyTorch has {expected[i]:R}, here it is {values[i]:R}.");
        }
    }

    private static IEnumerable<double> Flatten(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Flatten),
        JsonValueKind.True => [1],
        JsonValueKind.False => [0],
        JsonValueKind.String => [double.Parse(element.GetString()!, System.Globalization.CultureInfo.InvariantCulture)],
        _ => [element.GetDouble()],
    };

    private static string? WhyAbsent()
    {
        if (!File.Exists(Python))
            return $"PyTorch's figures need {Python}.";
        var (exitCode, _, _) = Run("-c", "import torch");
        return exitCode == 0 ? null : "PyTorch's figures need Debian's python3-torch.";
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
