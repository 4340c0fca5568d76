using System.Text.RegularExpressions;
using static GradGuard.Dashboard.Tests.Grafana.GrafanaDashboard;

namespace GradGuard.Dashboard.Tests.Grafana;

/// <summary>What Grafana's dashboard linter asks of dashboards over Prometheus, and what the schema of classic dashboards asks.</summary>
public sealed partial class DashboardLintTests
{
    private static readonly string[] Units = ["none", "short", "sci", "percentunit", "s"];

    public static TheoryData<string> Names => [.. All.Select(dashboard => dashboard.Name)];

    [Fact]
    public void There_is_one_of_a_run_one_of_a_layer_and_one_of_a_fleet() => Assert.Equal(["fleet.json", "layer.json", "run.json"], All.Select(dashboard => dashboard.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_what_the_schema_asks(string name)
    {
        var root = Of(name).Root;

        Assert.False(string.IsNullOrWhiteSpace(Text(root, "title")));
        Assert.InRange(Text(root, "uid").Length, 8, 40);
        Assert.True(root.GetProperty("schemaVersion").GetInt32() >= 36);
        Assert.False(root.GetProperty("editable").GetBoolean());
        Assert.Contains("gradguard", root.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        var ids = root.GetProperty("panels").EnumerateArray().Select(panel => panel.GetProperty("id").GetInt32()).ToList();
        Assert.Distinct(ids);
        Assert.All(root.GetProperty("panels").EnumerateArray(), panel =>
        {
            var place = panel.GetProperty("gridPos");
            Assert.InRange(place.GetProperty("x").GetInt32() + place.GetProperty("w").GetInt32(), 1, 24);
            Assert.True(place.GetProperty("h").GetInt32() > 0);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_panel_covers_another(string name)
    {
        var cells = new HashSet<(int, int)>();
        foreach (var place in Of(name).Root.GetProperty("panels").EnumerateArray().Select(panel => panel.GetProperty("gridPos")))
            for (var x = 0; x < place.GetProperty("w").GetInt32(); x++)
                for (var y = 0; y < place.GetProperty("h").GetInt32(); y++)
                    Assert.True(cells.Add((place.GetProperty("x").GetInt32() + x, place.GetProperty("y").GetInt32() + y)));
    }

    // It draws nothing at all where cells have no room.
    [Fact]
    public void A_map_of_layers_and_time_asks_for_no_more_cells_than_a_panel_has_room_for() => Assert.All(
        All.SelectMany(dashboard => dashboard.Panels).Where(panel => Text(panel, "type") == "status-history"),
        panel =>
        {
            Assert.InRange(panel.GetProperty("maxDataPoints").GetInt32(), 1, 100);
            Assert.InRange(panel.GetProperty("options").GetProperty("perPage").GetInt32(), 1, 30);
        });

    [Theory]
    [MemberData(nameof(Names))]
    public void Data_source_job_and_instance_are_variables(string name)
    {
        var variables = Of(name).Variables.ToDictionary(variable => Text(variable, "name"));

        Assert.Equal("datasource", Text(variables["datasource"], "type"));
        Assert.Equal("prometheus", Text(variables["datasource"], "query"));
        foreach (var label in new[] { "job", "instance" })
        {
            Assert.Equal("${datasource}", Text(variables[label].GetProperty("datasource"), "uid"));
            Assert.True(variables[label].GetProperty("multi").GetBoolean());
            Assert.Equal(".+", Text(variables[label], "allValue"));
            Assert.Equal(2, variables[label].GetProperty("refresh").GetInt32());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_panel_says_what_it_shows_in_a_known_unit(string name) => Assert.All(Of(name).Panels, panel =>
    {
        Assert.False(string.IsNullOrWhiteSpace(Text(panel, "title")));
        Assert.EndsWith(".", Text(panel, "description"));
        Assert.Equal("${datasource}", Text(panel.GetProperty("datasource"), "uid"));
        Assert.Contains(Text(panel.GetProperty("fieldConfig").GetProperty("defaults"), "unit"), Units);
        Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray());
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_selector_matches_job_and_instance_and_rates_take_Grafanas_interval(string name) => Assert.All(Of(name).Expressions, query =>
    {
        Assert.NotEmpty(Selector().Matches(query.Expression));
        Assert.All(Selector().Matches(query.Expression), selector =>
        {
            Assert.Contains("job=~\"$job\"", selector.Value);
            Assert.Contains("instance=~\"$instance\"", selector.Value);
        });
        Assert.All(Range().Matches(query.Expression), range => Assert.Equal("[$__rate_interval]", range.Value));
        foreach (var counter in Selector().Matches(query.Expression).Select(selector => selector.Groups["name"].Value).Where(metric => metric.EndsWith("_total", StringComparison.Ordinal)))
            Assert.Matches($"(rate|sum by [^{{]*|sum)\\({counter}", query.Expression);
    });

    private static GrafanaDashboard Of(string name) => All.Single(dashboard => dashboard.Name == name);

    [GeneratedRegex(@"(?<name>gradguard_\w+)\{[^}]*\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();
}
