using System.CommandLine;
using System.Text;
using GradGuard.Reports;

namespace GradGuard.Cli.Commands;

/// <summary><c>gradguard report RUN</c>: what a run did to the gradients, as text, JSON or a page with plots.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var run = Operand.Of("RUN", "A *.gradguard.jsonl run log.");
        var output = new Option<string?>("--output", "-o") { Description = "File to write; without it the report goes to standard output." };
        var format = new Option<RunReportFormat?>("--format") { Description = "Text, json or html; by default what the file's extension says, else text." };
        var prediction = new Option<string?>("--prediction") { Description = "What 'gradguard analyze --format json' wrote, to stand beside the measurement." };
        var command = new Command("report", "Report what a recorded run did to the gradients.") { run, output, format, prediction };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(run), parsed.GetValue(output), parsed.GetValue(format), parsed.GetValue(prediction), parsed.InvocationConfiguration));
        return command;
    }

    private static int Run(string run, string? output, RunReportFormat? format, string? prediction, InvocationConfiguration console)
    {
        try
        {
            var report = GradientReport.Load(run, prediction is null ? null : Prediction.Load(prediction));
            if (report.SampledSteps == 0)
                throw new InvalidDataException($"{run}: no step in it, so there is nothing to report; the guard writes one at every Step after backward.");

            if (prediction is not null && report.Comparison is null)
                console.Error.WriteLine($"gradguard: {prediction} has no prediction for {PlainText.Of(report.Run.ModelType)}; the report goes without.");

            Write(report, output, format ?? FormatOf(output), console.Output);
            return ExitCode.Clean;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            console.Error.WriteLine($"gradguard: {error.Message}");
            return ExitCode.UsageOrLoadError;
        }
    }

    private static RunReportFormat FormatOf(string? file) => Path.GetExtension(file)?.ToLowerInvariant() switch
    {
        ".html" or ".htm" => RunReportFormat.Html,
        ".json" => RunReportFormat.Json,
        _ => RunReportFormat.Text,
    };

    private static void Write(GradientReport report, string? file, RunReportFormat format, TextWriter console)
    {
        using var text = new StringWriter();
        switch (format)
        {
            case RunReportFormat.Html:
                report.WriteHtml(text);
                break;
            case RunReportFormat.Json:
                using (var json = new MemoryStream())
                {
                    report.WriteJson(json);
                    text.Write(Encoding.UTF8.GetString(json.ToArray()));
                }

                break;
            default:
                text.Write(report.ToText());
                break;
        }

        if (file is null)
        {
            console.Write(text);
            return;
        }

        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);

        File.WriteAllText(file, text.ToString());
        console.WriteLine($"{file}: {report.Verdict}");
    }
}
