using System.Diagnostics;

namespace GradGuard.Dashboard.Tests.Metrics;

/// <summary>Serving metrics leaves the program's signals to the program.</summary>
public sealed class StoppingTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_training_that_serves_metrics_can_still_be_stopped(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals");
        // What started the tests may ignore SIGINT, as shells do for what runs in their background; a training must not inherit that.
        using var training = Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "GradGuard.RankRun.dll"), "2", "1000000000"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            await training.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            using (var kill = Process.Start("kill", [$"-{signal}", $"{training.Id}"]))
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);

            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await training.WaitForExitAsync(patience.Token);
            Assert.NotEqual(0, training.ExitCode);
        }
        finally
        {
            if (!training.HasExited)
                training.Kill();
        }
    }
}
