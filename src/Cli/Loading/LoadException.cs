namespace GradGuard.Cli.Loading;

/// <summary>The code cannot be loaded; the message says what to do.</summary>
internal sealed class LoadException(string message) : Exception(message);
