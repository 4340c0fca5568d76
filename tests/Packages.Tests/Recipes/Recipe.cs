using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace GradGuard.Packages.Tests.Recipes;

/// <summary>A recipe of docs/ci.md, as its service would read it.</summary>
/// <param name="Scripts">What the service gives to a shell of its own each, in this order.</param>
/// <param name="Published">The files that it takes from the build.</param>
internal sealed partial record Recipe(IReadOnlyList<string> Scripts, IReadOnlyList<string> Published)
{
    private static readonly string Page = File.ReadAllText(Path.Combine(BuildSettings.Repository, "docs", "ci.md")).ReplaceLineEndings("\n");

    /// <summary>The headings of the page under which there is a recipe.</summary>
    public static IReadOnlyList<string> Services { get; } = ["GitHub Actions", "Azure Pipelines", "GitLab"];

    public static Recipe Of(string service) => service switch
    {
        "GitHub Actions" => OfGitHub(Read(service)),
        "Azure Pipelines" => OfAzure(Read(service)),
        "GitLab" => OfGitLab(Read(service)),
        _ => throw new ArgumentOutOfRangeException(nameof(service), service, "No recipe of the page."),
    };

    /// <summary>The page's commands for people, in its order.</summary>
    public static Recipe ByHand() => new(
        [InstallCommand().Match(Page).Groups["command"].Value, .. ShellBlock().Matches(Page).SelectMany(block => block.Groups["code"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))],
        []);

    /// <summary>The file under a heading; that it is YAML at all shows here.</summary>
    public static YamlNode Read(string service)
    {
        var section = Page.Split("\n## ").Single(part => part.StartsWith(service + "\n", StringComparison.Ordinal));
        var yaml = new YamlStream();
        yaml.Load(new StringReader(YamlBlock().Match(section).Groups["code"].Value));
        return Assert.Single(yaml.Documents).RootNode;
    }

    /// <summary>The steps of a GitHub job or an Azure pipeline.</summary>
    public static IReadOnlyList<YamlMappingNode> StepsOf(YamlNode recipe) =>
        [.. ((YamlSequenceNode)(Find(recipe, "jobs", "gradients", "steps") ?? recipe["steps"])).Cast<YamlMappingNode>()];

    /// <summary>The value under keys within keys; null where there is none.</summary>
    public static YamlNode? Find(YamlNode node, params string[] keys) => keys.Aggregate(
        (YamlNode?)node, (at, key) => at is YamlMappingNode map && map.Children.TryGetValue(key, out var value) ? value : null);

    private static Recipe OfGitHub(YamlNode recipe)
    {
        var steps = StepsOf(recipe);
        return new(Texts(steps, "run"), [.. Texts(steps, "with", "sarif_file"), .. Texts(steps, "with", "path")]);
    }

    private static Recipe OfAzure(YamlNode recipe)
    {
        var steps = StepsOf(recipe);
        return new(Texts(steps, "script"), [.. Texts(steps, "publish"), .. Texts(steps, "inputs", "testResultsFiles")]);
    }

    // GitLab's runner gives all lines to one shell, which stops at the first that fails.
    private static Recipe OfGitLab(YamlNode recipe)
    {
        var job = recipe["gradients"];
        var lines = new[] { "before_script", "script" }.SelectMany(part => (YamlSequenceNode)job[part]).Select(line => line.ToString());
        return new([string.Join('\n', lines)], [.. ((YamlSequenceNode)job["artifacts"]["paths"]).Select(path => path.ToString()), job["artifacts"]["reports"]["junit"].ToString()]);
    }

    private static IReadOnlyList<string> Texts(IEnumerable<YamlNode> nodes, params string[] keys) => [.. nodes.Select(node => Find(node, keys)?.ToString()).OfType<string>()];

    [GeneratedRegex(@"```yaml\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();

    [GeneratedRegex(@"```sh\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("`(?<command>dotnet tool install [^`]+)`")]
    private static partial Regex InstallCommand();
}
