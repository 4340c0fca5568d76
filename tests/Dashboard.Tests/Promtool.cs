using System.Diagnostics;

namespace GradGuard.Dashboard.Tests;

/// <summary>Prometheus' own checker.</summary>
internal static class Promtool
{
    /// <summary>Runs it in a folder; its exit code and all that it said.</summary>
    public static async Task<(int ExitCode, string Said)> Run(string folder, params string[] arguments)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await promtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (promtool.ExitCode, said);
    }
}
