using System.Diagnostics;

namespace GradGuard.Packages.Tests;

/// <summary>What a command said, and how it ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output)
{
    public IEnumerable<string> Lines => Output.Split('\n', StringSplitOptions.TrimEntries);

    /// <summary>The lines of a build that speak of a diagnostic, each once.</summary>
    public IReadOnlyList<string> Of(string id) => [.. Lines.Where(line => line.Contains($" {id}: ", StringComparison.Ordinal)).Distinct()];
}

/// <summary>Runs commands in a user's folder, with a package folder of its own, so that no earlier version of a package is taken.</summary>
internal sealed class Commands(string folder, string packageFolder)
{
    public string Folder => folder;

    public Task<CommandResult> Run(string program, params string[] arguments) => Run(new Dictionary<string, string?>(), program, arguments);

    /// <summary>The same with variables of its own; null takes one away.</summary>
    public async Task<CommandResult> Run(IReadOnlyDictionary<string, string?> variables, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NUGET_PACKAGES"] = packageFolder;
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        // What the test host was started with is none of a user's business.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var result = new CommandResult(process.ExitCode, (await output + await error).ReplaceLineEndings("\n"));
        TestContext.Current.TestOutputHelper?.WriteLine($"$ {program} {string.Join(' ', arguments)}\n{result.Output}exit code {result.ExitCode}");
        return result;
    }
}
