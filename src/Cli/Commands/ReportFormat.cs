namespace GradGuard.Cli.Commands;

/// <summary>How <c>analyze</c> prints its result.</summary>
internal enum ReportFormat
{
    Text,
    Json,
    Sarif,
}
