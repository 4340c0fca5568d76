namespace GradGuard.Packages.Tests;

/// <summary>The command, installed as a tool: it predicts, and it judges the run that the installed monitor logged.</summary>
public sealed class ToolTests(PackageFeed feed)
{
    [Fact]
    public async Task The_installed_tool_predicts_a_project_and_judges_its_run()
    {
        var user = await UserProject.Create(feed, "Trained");
        var installed = await user.Run("dotnet", "tool", "install", "GradGuard.Tool", "--tool-path", "tools", "--version", BuildSettings.Version);
        Assert.True(installed.ExitCode == 0, installed.Output);
        var gradguard = Path.Combine(user.Folder, "tools", OperatingSystem.IsWindows() ? "gradguard.exe" : "gradguard");

        var trained = await user.Run("dotnet", "run");
        Assert.Equal(0, trained.ExitCode);
        Assert.Contains(trained.Lines, line => line.StartsWith("warning step 18: layers.0: its gradient is", StringComparison.Ordinal));

        var analyzed = await user.Run(gradguard, "analyze", "Trained.csproj");
        Assert.Equal(1, analyzed.ExitCode);
        Assert.Contains("the first layer's gradient is predicted to be 10^-", analyzed.Output);

        var judged = await user.Run(gradguard, "gate", "train.gradguard.jsonl");
        Assert.Equal(1, judged.ExitCode);
        Assert.Contains("failed: 1 finding at or above warning", judged.Output);

        var reported = await user.Run(gradguard, "report", "train.gradguard.jsonl", "-o", "report.html");
        Assert.Equal(0, reported.ExitCode);
        Assert.True(File.Exists(Path.Combine(user.Folder, "report.html")));

        // The report beside the project: the next build shows at the declaration what the run measured.
        Assert.Equal(0, (await user.Run(gradguard, "report", "train.gradguard.jsonl", "-o", "train.gradguard.json")).ExitCode);
        var rebuilt = await user.Run("dotnet", "build", "--no-incremental");
        Assert.Matches(
            @"Program\.cs\(32,24\): warning GG0901: In the last recorded run \(40 steps, train\.gradguard\.json of \d{4}-\d\d-\d\d\) 'layers\.0' received \S+ of the gradient of 'head' in the median, found at step 18; \d+ more layers declared here fared no better\.",
            Assert.Single(rebuilt.Of("GG0901")));
    }
}
