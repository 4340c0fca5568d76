namespace GradGuard.Cli.Tests;

/// <summary>What a command wrote and returned.</summary>
internal sealed record Terminal(int ExitCode, string Output, string Error)
{
    public static async Task<Terminal> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(arguments, output, error);
        return new Terminal(exitCode, output.ToString(), error.ToString());
    }
}
