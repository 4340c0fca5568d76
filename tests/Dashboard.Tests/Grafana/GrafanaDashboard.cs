using System.Text.Json;

namespace GradGuard.Dashboard.Tests.Grafana;

/// <summary>One of dashboards/grafana/*.json.</summary>
internal sealed class GrafanaDashboard
{
    private GrafanaDashboard(string name, JsonElement root) => (Name, Root) = (name, root);

    public static IReadOnlyList<GrafanaDashboard> All { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Repository.Folder, "dashboards", "grafana"), "*.json").Order(StringComparer.Ordinal)
            .Select(file => new GrafanaDashboard(Path.GetFileName(file), JsonDocument.Parse(File.ReadAllText(file)).RootElement)),
    ];

    public string Name { get; }

    public JsonElement Root { get; }

    public IReadOnlyList<JsonElement> Variables => [.. Root.GetProperty("templating").GetProperty("list").EnumerateArray()];

    /// <summary>The panels that show something.</summary>
    public IReadOnlyList<JsonElement> Panels => [.. Root.GetProperty("panels").EnumerateArray().Where(panel => Text(panel, "type") != "row")];

    /// <summary>Every expression with the title of its panel.</summary>
    public IEnumerable<(string Panel, string Expression)> Expressions =>
        Panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target => (Text(panel, "title"), Text(target, "expr"))));

    public static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public override string ToString() => Name;
}
