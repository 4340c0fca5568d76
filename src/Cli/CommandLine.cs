using System.CommandLine;
using GradGuard.Cli.Commands;

namespace GradGuard.Cli;

/// <summary>The <c>gradguard</c> command and its subcommands.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error, CancellationToken cancellation = default)
    {
        var root = new RootCommand("Keeps gradients healthy in TorchSharp models: predicts their flow from the code, and judges recorded runs.")
        {
            AnalyzeCommand.Create(),
            ReportCommand.Create(),
            GateCommand.Create(),
            DashboardCommand.Create(),
        };

        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var mistake in parsed.Errors)
                error.WriteLine($"gradguard: {mistake.Message}");
            error.WriteLine("gradguard: try 'gradguard --help'");
            return ExitCode.UsageOrLoadError;
        }

        try
        {
            var exitCode = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, cancellation);
            await output.FlushAsync(CancellationToken.None);
            return exitCode;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"gradguard: {fault.Message}");
            return ExitCode.UsageOrLoadError;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("gradguard: interrupted");
            return ExitCode.UsageOrLoadError;
        }
        catch (Exception fault)
        {
            // Exit code 1 would say that something was found.
            error.WriteLine($"gradguard: failed by a fault of its own; please report it at {ProjectUrl.Home}/issues with this:\n{fault}");
            return ExitCode.UsageOrLoadError;
        }
    }
}
