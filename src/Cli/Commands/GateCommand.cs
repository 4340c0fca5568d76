using System.CommandLine;
using GradGuard.Cli.Reporting;
using GradGuard.Reports;

namespace GradGuard.Cli.Commands;

/// <summary><c>gradguard gate RUN</c>: fails a build on what a recorded run found.</summary>
internal static class GateCommand
{
    public static Command Create()
    {
        var run = Operand.Of("RUN", "A *.gradguard.jsonl run log.");
        var failOn = Choice.Of("--fail-on", "The lowest severity that makes the exit code 1.", FailOn.Warning);
        var format = Choice.Of("--format", "How to print the result.", GateFormat.Text);
        var output = new Option<string?>("--output", "-o") { Description = "File to write the result to; a line on standard output then sums it up." };
        var allowIncomplete = new Option<bool>("--allow-incomplete") { Description = "Judge a log without an end line too: of a run that was stopped on purpose, or that goes on." };
        var command = new Command("gate", "Fail a build on what a recorded run found.") { run, failOn, format, output, allowIncomplete };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(run), parsed.GetValue(failOn), parsed.GetValue(format), parsed.GetValue(output), parsed.GetValue(allowIncomplete), parsed.InvocationConfiguration));
        return command;
    }

    private static int Run(string run, FailOn failOn, GateFormat format, string? output, bool allowIncomplete, InvocationConfiguration console)
    {
        try
        {
            var result = GateResult.Of(run, GradientReport.Load(run), failOn, allowIncomplete);
            Write(result, format, output, console.Output);
            if (result.Fault is { } fault)
                console.Error.WriteLine($"gradguard: {fault}");

            return result.ExitCode;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            console.Error.WriteLine($"gradguard: {error.Message}");
            return ExitCode.UsageOrLoadError;
        }
    }

    private static void Write(GateResult result, GateFormat format, string? file, TextWriter console)
    {
        if (file is null)
        {
            Write(result, format, console);
            return;
        }

        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);

        using var text = new StringWriter();
        Write(result, format, text);
        File.WriteAllText(file, text.ToString());
        console.WriteLine($"{file}: {result.Summary}");
    }

    private static void Write(GateResult result, GateFormat format, TextWriter output)
    {
        Action<GateResult, TextWriter> write = format switch
        {
            GateFormat.Json => JsonGate.Write,
            GateFormat.JUnit => JUnitGate.Write,
            GateFormat.Sarif => SarifGate.Write,
            GateFormat.GitHub => GitHubGate.Write,
            _ => TextGate.Write,
        };
        write(result, output);
    }
}
