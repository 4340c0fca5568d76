using System.Text.RegularExpressions;

namespace GradGuard.Packages.Tests;

/// <summary>docs/getting-started.md, followed word for word with the installed packages.</summary>
public sealed partial class GettingStartedTests(PackageFeed feed)
{
    private static readonly string Page = File.ReadAllText(Path.Combine(BuildSettings.Repository, "docs", "getting-started.md")).ReplaceLineEndings("\n");
    private static readonly IReadOnlyList<string> Programs = [.. CSharp().Matches(Page).Select(block => block.Groups["code"].Value)];

    [Fact]
    public async Task The_sick_program_says_what_the_page_shows_and_passes_no_gate()
    {
        var user = await UserProject.Create(feed, "Circle", program: Programs[0]);
        Assert.Equal(0, (await user.Run("dotnet", "build")).ExitCode);

        Assert.Equal(Shown("dotnet run", 0), Said(await user.Run("dotnet", "run", "--no-build")));

        // The page's command, right after a build that left nothing to compile.
        var strict = await user.Run("bash", "-c", Strict().Match(Page).Value);
        Assert.Contains("error GG0101", Assert.Single(strict.Of("GG0101")));

        var gradguard = await InstallTool(user);
        var table = Block("gradguard analyze Circle.csproj", 0).Split("    ⋮")[0];
        Assert.Contains(table, (await user.Run(gradguard, "analyze", "Circle.csproj")).Output);
        Assert.Equal(1, (await user.Run(gradguard, "gate", "train.gradguard.jsonl", "--fail-on", "warning")).ExitCode);
    }

    [Fact]
    public async Task The_mended_program_says_what_the_page_shows_and_passes_the_gates()
    {
        var mended = Programs[0][..Programs[0].IndexOf("class Net", StringComparison.Ordinal)] + Programs[1];
        var user = await UserProject.Create(feed, "Mended", program: mended);
        var built = await user.Run("bash", "-c", Strict().Match(Page).Value);
        Assert.True(built.ExitCode == 0, built.Output);
        Assert.DoesNotContain("warning GG", built.Output);

        Assert.Equal(Shown("dotnet run", 1), Said(await user.Run("dotnet", "run", "--no-build")));

        var gradguard = await InstallTool(user);
        Assert.Equal(0, (await user.Run(gradguard, "gate", "train.gradguard.jsonl", "--fail-on", "warning")).ExitCode);
    }

    private static async Task<string> InstallTool(Commands user)
    {
        var installed = await user.Run("dotnet", "tool", "install", "GradGuard.Tool", "--tool-path", "tools", "--version", BuildSettings.Version);
        Assert.True(installed.ExitCode == 0, installed.Output);
        return Path.Combine(user.Folder, "tools", "gradguard");
    }

    // Numbers are those of one version of TorchSharp's native half; the words are ours.
    private static IReadOnlyList<string> Shown(string command, int which) => [.. Block(command, which).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(WithoutNumbers)];

    private static IReadOnlyList<string> Said(CommandResult result)
    {
        Assert.True(result.ExitCode == 0, result.Output);
        return [.. result.Lines.Where(line => line.Length > 0).Select(WithoutNumbers)];
    }

    private static string WithoutNumbers(string line) => Measured().Replace(line, "#");

    private static string Block(string command, int which) =>
        Regex.Matches(Page, $"```\n\\$ {Regex.Escape(command)}\n(?<said>.*?)```", RegexOptions.Singleline)[which].Groups["said"].Value;

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex(@"^dotnet build .*-warnaserror.*$", RegexOptions.Multiline)]
    private static partial Regex Strict();

    // Steps, counts and names of layers stay.
    [GeneratedRegex(@"\d+\.\d+(e[+-]?\d+)?")]
    private static partial Regex Measured();
}
