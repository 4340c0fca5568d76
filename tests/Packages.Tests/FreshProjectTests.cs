using System.Text.Json;

namespace GradGuard.Packages.Tests;

/// <summary>What a newcomer sees who installs the packages into a fresh project.</summary>
public sealed class FreshProjectTests(PackageFeed feed)
{
    [Fact]
    public async Task The_build_warns_and_the_severity_is_the_users_to_choose()
    {
        var user = await UserProject.Create(feed, "Fresh");

        var built = await user.Run("dotnet", "build", "-p:ErrorLog=build.sarif");
        Assert.Equal(0, built.ExitCode);
        Assert.Contains("warning GG0101: 'Net' passes its gradient through", Assert.Single(built.Of("GG0101")));
        Assert.Contains("GG0101", RulesOf(Path.Combine(user.Folder, "build.sarif")));

        var strict = await user.Run("dotnet", "build", "--no-incremental", "-warnaserror:GG0101");
        Assert.NotEqual(0, strict.ExitCode);
        Assert.Contains("error GG0101", Assert.Single(strict.Of("GG0101")));

        await File.WriteAllTextAsync(Path.Combine(user.Folder, ".editorconfig"), "[*.cs]\ndotnet_diagnostic.GG0101.severity = none\n", TestContext.Current.CancellationToken);
        var silenced = await user.Run("dotnet", "build", "--no-incremental");
        Assert.Equal(0, silenced.ExitCode);
        Assert.Empty(silenced.Of("GG0101"));
    }

    [Fact]
    public async Task Where_warnings_are_errors_the_build_fails()
    {
        var user = await UserProject.Create(feed, "Strict", properties: "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>");

        var built = await user.Run("dotnet", "build");
        Assert.NotEqual(0, built.ExitCode);
        Assert.Contains("error GG0101", Assert.Single(built.Of("GG0101")));
    }

    [Fact]
    public async Task A_project_for_net8_builds_and_is_warned_too()
    {
        var user = await UserProject.Create(feed, "Older", "net8.0");

        var built = await user.Run("dotnet", "build");
        Assert.Equal(0, built.ExitCode);
        Assert.Single(built.Of("GG0101"));
    }

    private static IReadOnlyList<string> RulesOf(string log)
    {
        using var sarif = JsonDocument.Parse(File.ReadAllText(log));
        var run = sarif.RootElement.GetProperty("runs")[0];
        return [.. run.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("ruleId").GetString()!)];
    }
}
