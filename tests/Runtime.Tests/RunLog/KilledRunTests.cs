using System.Diagnostics;
using System.Globalization;
using GradGuard.Reports;
using GradGuard.RunLog;

namespace GradGuard.Runtime.Tests.RunLog;

public sealed class KilledRunTests : IDisposable
{
    private readonly string _log = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gradguard.jsonl");

    public void Dispose() => File.Delete(_log);

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(1200)]
    public void A_process_that_is_killed_loses_at_most_the_step_it_was_at(int steps)
    {
        var taken = TrainAndKill(steps);

        var run = RunLogReader.Read(_log);
        Assert.False(run.IsComplete);
        Assert.InRange(run.Steps[^1].Step, taken, long.MaxValue);
        Assert.Equal(Enumerable.Range(1, run.Steps.Length).Select(step => (long)step), run.Steps.Select(step => step.Step));
        Assert.Equal(["fc1", "fc2"], run.Layers.Select(layer => layer.Path));
    }

    [Fact]
    public void A_killed_run_still_makes_a_report_that_says_so()
    {
        TrainAndKill(20);

        var report = GradientReport.Load(_log);

        Assert.Contains("no end line", report.ToText());
        Assert.All(report.Layers, layer => Assert.True(layer.MedianNorm > 0));
    }

    // Returns the last step that the process said it had taken.
    private long TrainAndKill(int steps)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "GradGuard.EndlessRun.dll"), _log])
        {
            RedirectStandardOutput = true,
        })!;
        var taken = 0L;
        while (taken < steps && process.StandardOutput.ReadLine() is { } line)
            taken = long.Parse(line, CultureInfo.InvariantCulture);

        process.Kill();
        var rest = process.StandardOutput.ReadToEnd().Split('\n');
        process.WaitForExit();
        Assert.True(taken >= steps, "the training ended by itself");
        return rest.Length > 1 ? long.Parse(rest[^2], CultureInfo.InvariantCulture) : taken;
    }
}
