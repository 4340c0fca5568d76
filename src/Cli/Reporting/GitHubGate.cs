using GradGuard.Reports;

namespace GradGuard.Cli.Reporting;

/// <summary>The judgement as GitHub's workflow commands, which become annotations of the run.</summary>
internal static class GitHubGate
{
    public static void Write(GateResult result, TextWriter output)
    {
        foreach (var found in result.Report.Findings)
            output.WriteLine($"::{Command(found.Finding.Severity)} title={Property(Title(found.Finding))}::{Data(Message(found.Finding))}");

        if (result.Fault is { } fault)
            output.WriteLine($"::error title=GradGuard::{Data(fault)}");

        // A name in a plain line could open a command of its own; the summary has none.
        output.WriteLine(result.Summary);
    }

    private static string Command(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "notice",
    };

    private static string Title(Finding finding) =>
        $"GradGuard: {finding.Symptom.Name().Replace('_', ' ')}{(finding.Layer.Length == 0 ? "" : $" at {PlainText.Of(finding.Layer)}")}";

    private static string Message(Finding finding) =>
        $"{PlainText.Of(finding.ToString())}{string.Concat(finding.Remedies.Select(remedy => $"\n- {remedy.Action}"))}\n{finding.Link}";

    // As the runner's own toolkit escapes them.
    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
