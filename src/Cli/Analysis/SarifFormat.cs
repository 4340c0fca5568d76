using System.Reflection;
using System.Text.Json.Nodes;

namespace GradGuard.Cli.Analysis;

/// <summary>What every SARIF log of this command has in common.</summary>
internal static class SarifFormat
{
    public const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    public const string Version = "2.1.0";

    // Files below the current folder are named relative to it, so that a log made on one machine fits the sources on another.
    private const string SourceRoot = "SRCROOT";

    public static string ToolVersion =>
        typeof(SarifFormat).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static JsonObject UriBases() => new() { [SourceRoot] = new JsonObject { ["uri"] = new Uri(Environment.CurrentDirectory + "/").AbsoluteUri } };

    public static JsonObject Text(string text) => new() { ["text"] = text };

    public static JsonObject Artifact(string file)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, file);
        var isBelow = !Path.IsPathRooted(relative) && !relative.StartsWith("..", StringComparison.Ordinal);
        return isBelow
            ? new JsonObject { ["uri"] = string.Join('/', relative.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString)), ["uriBaseId"] = SourceRoot }
            : new JsonObject { ["uri"] = new Uri(Path.GetFullPath(file)).AbsoluteUri };
    }
}
