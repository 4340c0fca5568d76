using System.CommandLine;
using GradGuard.Cli.Analysis;
using GradGuard.Cli.Loading;

namespace GradGuard.Cli.Commands;

/// <summary><c>gradguard analyze PATH</c>: predicts the gradient flow of every model in the code and lists what the rules find.</summary>
internal static class AnalyzeCommand
{
    public static Command Create()
    {
        var path = Operand.Of("PATH", "A solution (.sln, .slnx, .slnf) or .csproj, a .cs file, or a folder of .cs files.");
        var format = Choice.Of("--format", "How to print the result.", ReportFormat.Text);
        var failOn = Choice.Of("--fail-on", "The lowest severity that makes the exit code 1.", FailOn.Warning);
        var command = new Command("analyze", "Predict the gradient flow of the models in a project, a solution or loose files.") { path, format, failOn };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(path), parsed.GetValue(format), parsed.GetValue(failOn), parsed.InvocationConfiguration, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string path, ReportFormat format, FailOn failOn, InvocationConfiguration console, CancellationToken cancellation)
    {
        AnalysisReport report;
        IReadOnlyList<LoadedProject> sources;
        try
        {
            sources = await SourceLoader.LoadAsync(path, cancellation);
            report = await CodeAnalysis.RunAsync(sources, cancellation);
            if (CompileErrors.In(sources, cancellation) is { } errors)
                // A gate that passes because nothing could be read would be worse than none.
                console.Error.WriteLine(report.Models.Count > 0
                    ? $"gradguard: the code has {errors}; what does not compile may be missing here."
                    : throw new LoadException($"'{path}' has no model that could be read, but {errors}. Mend what the compiler says; a project must be restored first ('dotnet restore')."));
        }
        catch (LoadException error)
        {
            console.Error.WriteLine($"gradguard: {error.Message}");
            return ExitCode.UsageOrLoadError;
        }

        Action<AnalysisReport, TextWriter> write = format switch
        {
            ReportFormat.Json => JsonReport.Write,
            ReportFormat.Sarif => SarifReport.Write,
            _ => (found, output) => TextReport.Write(found, Contents.Of(sources), output, TerminalWidth(output)),
        };
        write(report, console.Output);

        return report.Diagnostics.Any(diagnostic => failOn.IsReachedBy(diagnostic.Severity)) ? ExitCode.Findings : ExitCode.Clean;
    }

    // A redirected output has no width, nor have terminals that do not tell theirs.
    private static int? TerminalWidth(TextWriter output) =>
        ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected && Console.WindowWidth is > 0 and var columns ? columns : null;
}
