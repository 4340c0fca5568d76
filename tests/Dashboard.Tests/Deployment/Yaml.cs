using YamlDotNet.RepresentationModel;

namespace GradGuard.Dashboard.Tests.Deployment;

/// <summary>Reads YAML files of the repository. Keys that stand twice, and whatever is no YAML, are refused.</summary>
internal static class Yaml
{
    /// <summary>The only document of a file, by its path in the repository.</summary>
    public static YamlNode Read(params string[] path)
    {
        using var text = new StreamReader(Path.Combine([Repository.Folder, .. path]));
        var yaml = new YamlStream();
        yaml.Load(text);
        return Assert.Single(yaml.Documents).RootNode;
    }

    /// <summary>The keys of a mapping.</summary>
    public static IReadOnlyList<string> Keys(this YamlNode node) => [.. ((YamlMappingNode)node).Children.Keys.Select(key => key.ToString())];

    /// <summary>The value of a key; null where the mapping has none.</summary>
    public static YamlNode? Find(this YamlNode node, string key) => ((YamlMappingNode)node).Children.TryGetValue(key, out var value) ? value : null;

    /// <summary>The texts of a sequence; none where it is null.</summary>
    public static IReadOnlyList<string> Texts(this YamlNode? node) => node is null ? [] : [.. ((YamlSequenceNode)node).Select(item => item.ToString())];
}
