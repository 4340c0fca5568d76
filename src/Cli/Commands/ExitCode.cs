namespace GradGuard.Cli.Commands;

/// <summary>What every command returns.</summary>
internal static class ExitCode
{
    public const int Clean = 0;
    public const int Findings = 1;
    public const int UsageOrLoadError = 2;
}
