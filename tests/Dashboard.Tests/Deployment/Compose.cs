using YamlDotNet.RepresentationModel;

namespace GradGuard.Dashboard.Tests.Deployment;

/// <summary>The services of deploy/compose.yml.</summary>
internal static class Compose
{
    public static YamlNode File { get; } = Yaml.Read("deploy", "compose.yml");

    public static IReadOnlyDictionary<string, ComposeService> Services { get; } =
        File["services"].Keys().ToDictionary(name => name, name => new ComposeService(File["services"][name]));
}

/// <summary>A service: its image, and what it sees of this repository.</summary>
internal sealed class ComposeService(YamlNode service)
{
    public string Image => service["image"].ToString();

    public IReadOnlyList<string> Arguments => service.Find("command").Texts();

    public IReadOnlyList<string> Ports => service.Find("ports").Texts();

    public IReadOnlyList<string> DependsOn => service.Find("depends_on").Texts();

    public YamlNode Environment => service["environment"];

    /// <summary>What is mounted: a path beside the compose file or the name of a volume, and where.</summary>
    public IReadOnlyList<(string Source, string Target, bool IsReadOnly)> Mounts =>
        [.. service.Find("volumes").Texts().Select(mount => mount.Split(':')).Select(parts => (parts[0], parts[1], parts is [_, _, "ro"]))];

    /// <summary>What of this repository stands at a path of the container; null where nothing does.</summary>
    public string? HostPathOf(string path) => Mounts
        .Where(mount => mount.Source.StartsWith('.') && (path == mount.Target || path.StartsWith(mount.Target + "/", StringComparison.Ordinal)))
        .Select(mount => Path.GetFullPath(Path.Combine(Repository.Folder, "deploy", mount.Source + path[mount.Target.Length..]))).FirstOrDefault(Path.Exists);
}
