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

        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, cancellation);
    }
}
