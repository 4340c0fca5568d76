using System.CommandLine;
using System.Net.Sockets;
using GradGuard.Dashboard;

namespace GradGuard.Cli.Commands;

/// <summary><c>gradguard dashboard RUN</c>: a page on loopback that follows a run log.</summary>
internal static class DashboardCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "A *.gradguard.jsonl run log, of a run that goes on or one that ended." };
        var port = new Option<int>("--port") { Description = "The port to serve on; 0 takes a free one.", DefaultValueFactory = _ => 0 };
        var command = new Command("dashboard", "Show a run on a page that this machine alone can open.") { run, port };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(run), parsed.GetValue(port), parsed.InvocationConfiguration, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string run, int port, InvocationConfiguration console, CancellationToken cancellation)
    {
        try
        {
            await using var server = await RunServer.StartAsync(run, new DashboardOptions { Port = port }, cancellation);
            console.Output.WriteLine($"{run} at {server.Address} (Ctrl+C ends)");
            await server.WaitAsync(cancellation);
            return ExitCode.Clean;
        }
        catch (Exception error) when (error is IOException or SocketException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            console.Error.WriteLine($"gradguard: {error.Message}");
            return ExitCode.UsageOrLoadError;
        }
    }
}
