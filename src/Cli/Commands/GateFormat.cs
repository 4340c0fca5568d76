namespace GradGuard.Cli.Commands;

/// <summary>How <c>gate</c> prints its judgement.</summary>
internal enum GateFormat
{
    Text,
    Json,
    JUnit,
    Sarif,
    GitHub,
}
