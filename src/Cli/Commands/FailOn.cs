using Microsoft.CodeAnalysis;

namespace GradGuard.Cli.Commands;

/// <summary>The lowest severity that makes a command fail.</summary>
internal enum FailOn
{
    Info,
    Warning,
    Error,
    Never,
}

internal static class FailOnExtensions
{
    public static bool IsReachedBy(this FailOn threshold, DiagnosticSeverity severity) => threshold switch
    {
        FailOn.Info => severity >= DiagnosticSeverity.Info,
        FailOn.Warning => severity >= DiagnosticSeverity.Warning,
        FailOn.Error => severity >= DiagnosticSeverity.Error,
        _ => false,
    };

    public static bool IsReachedBy(this FailOn threshold, Severity severity) => threshold switch
    {
        FailOn.Info => severity >= Severity.Info,
        FailOn.Warning => severity >= Severity.Warning,
        FailOn.Error => severity >= Severity.Error,
        _ => false,
    };
}
