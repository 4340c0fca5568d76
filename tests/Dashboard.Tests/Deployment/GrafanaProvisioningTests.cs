using YamlDotNet.RepresentationModel;

namespace GradGuard.Dashboard.Tests.Deployment;

/// <summary>What the Grafana of deploy/ finds when it starts.</summary>
public sealed class GrafanaProvisioningTests
{
    private static readonly ComposeService Grafana = Compose.Services["grafana"];

    [Fact]
    public void The_dashboards_are_where_it_looks_for_them()
    {
        var providers = (YamlSequenceNode)Read("dashboards", "gradguard.yml")["providers"];
        var folder = Grafana.HostPathOf(Assert.Single(providers)["options"]["path"].ToString());

        Assert.Equal(Path.Combine(Repository.Folder, "dashboards", "grafana"), folder);
    }

    [Fact]
    public void It_opens_with_a_dashboard_that_is_there()
    {
        var home = Grafana.Environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"].ToString();

        Assert.True(File.Exists(Grafana.HostPathOf(home)), home);
    }

    [Fact]
    public void Its_data_come_from_the_Prometheus_beside_it()
    {
        var source = Assert.Single((YamlSequenceNode)Read("datasources", "prometheus.yml")["datasources"]);
        var address = new Uri(source["url"].ToString());

        Assert.Equal("prometheus", source["type"].ToString());
        Assert.EndsWith($":{address.Port}", Assert.Single(Compose.Services[address.Host].Ports));
    }

    // As the container sees the files.
    private static YamlNode Read(string kind, string file)
    {
        var path = Grafana.HostPathOf($"/etc/grafana/provisioning/{kind}/{file}");
        Assert.NotNull(path);
        return Yaml.Read(path);
    }
}
