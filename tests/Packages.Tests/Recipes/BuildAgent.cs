using System.Text.RegularExpressions;

namespace GradGuard.Packages.Tests.Recipes;

/// <summary>Does what the services' agents do with a recipe: a home of its own for each build, a shell for each script, the first failure ends it.</summary>
internal sealed partial class BuildAgent(Commands sources)
{
    /// <summary>Builds once.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="learningRate">What the training takes; null for its own.</param>
    /// <returns>The exit code of the last script that ran, and all that was said.</returns>
    public async Task<CommandResult> Build(Recipe recipe, string? learningRate = null)
    {
        var home = Path.Combine(sources.Folder, ".home", Guid.NewGuid().ToString("N"));
        KeepFeeds(home);
        var said = "";
        // GitHub's agents have the tools of the home in their path, the others do not.
        var path = $"{Path.Combine(home, ".dotnet", "tools")}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var script in recipe.Scripts)
        {
            var result = await sources.Run(
                new Dictionary<string, string?> { ["HOME"] = home, ["PATH"] = path, ["LEARNING_RATE"] = learningRate },
                "bash", "-e", "-o", "pipefail", "-c", script.Replace("$(Agent.ToolsDirectory)", Path.Combine(home, "tools"), StringComparison.Ordinal));
            said += result.Output;
            if (result.ExitCode != 0)
                return new(result.ExitCode, said);

            // What a script prints is how it tells Azure's agent.
            path = string.Concat(PrependPath().Matches(result.Output).Select(found => found.Groups["folder"].Value + ":")) + path;
        }

        return new(0, said);
    }

    // The home of this machine's user may say where packages come from.
    private static void KeepFeeds(string home)
    {
        var folder = Directory.CreateDirectory(Path.Combine(home, ".nuget", "NuGet"));
        var settings = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "NuGet", "NuGet.Config");
        if (File.Exists(settings))
            File.Copy(settings, Path.Combine(folder.FullName, "NuGet.Config"));
    }

    [GeneratedRegex(@"^##vso\[task\.prependpath\](?<folder>.+)$", RegexOptions.Multiline)]
    private static partial Regex PrependPath();
}
