namespace GradGuard.Cli.Commands;

/// <summary>How <c>report</c> writes a run.</summary>
internal enum RunReportFormat
{
    Text,
    Json,
    Html,
}
