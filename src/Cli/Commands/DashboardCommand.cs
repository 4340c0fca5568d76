using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using GradGuard.Dashboard;

namespace GradGuard.Cli.Commands;

/// <summary><c>gradguard dashboard RUN</c>: a page that follows a run log, or the run logs of a folder.</summary>
internal static class DashboardCommand
{
    private const string TokenVariable = "GRADGUARD_TOKEN";

    public static Command Create()
    {
        var run = Operand.Of("RUN", "A *.gradguard.jsonl run log, of a run that goes on or one that ended, or a folder of them.");
        var port = new Option<int>("--port") { Description = "The port to serve on; 0 takes a free one.", DefaultValueFactory = _ => 0 };
        var address = new Option<string>("--address")
        {
            Description = "The address to listen on, such as 0.0.0.0 for every one of this machine; others than loopback ask for a token.",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var token = new Option<string?>("--token") { Description = $"What a browser must know, at least 16 characters; at other addresses than loopback else the variable {TokenVariable}, else one is made up." };
        var command = new Command("dashboard", "Show a run on a page, by default one that this machine alone can open.") { run, port, address, token };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(run), parsed.GetValue(port), parsed.GetRequiredValue(address), parsed.GetValue(token), parsed.InvocationConfiguration, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string run, int port, string address, string? token, InvocationConfiguration console, CancellationToken cancellation)
    {
        try
        {
            var listenOn = AddressOf(address);
            var isOpen = !IPAddress.IsLoopback(listenOn);
            if (isOpen && token is null && Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } given)
                token = given;
            var madeUp = isOpen && token is null ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)) : null;
            await using var server = await RunServer.StartAsync(run, new DashboardOptions { Port = port, Address = listenOn, Token = token ?? madeUp }, cancellation);
            // A token that the user knows need not stand in a terminal's history.
            console.Output.WriteLine($"{run} at {server.Address}{(madeUp is null ? "" : $"?token={madeUp}")} (Ctrl+C ends)");
            await server.WaitAsync(cancellation);
            return ExitCode.Clean;
        }
        catch (Exception error) when (error is IOException or SocketException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            console.Error.WriteLine($"gradguard: {error.Message}");
            return ExitCode.UsageOrLoadError;
        }
    }

    private static IPAddress AddressOf(string text) => text switch
    {
        "localhost" => IPAddress.Loopback,
        _ when IPAddress.TryParse(text, out var address) => address,
        _ => throw new ArgumentException($"--address {text} is no address of a machine; give one such as 127.0.0.1 or 0.0.0.0."),
    };
}
