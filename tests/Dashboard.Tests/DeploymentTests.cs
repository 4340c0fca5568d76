using System.Text.RegularExpressions;
using GradGuard.Dashboard.Tests.Metrics;

namespace GradGuard.Dashboard.Tests;

/// <summary>The files of deploy/ fit together.</summary>
public sealed partial class DeploymentTests
{
    private static string Folder => Path.Combine(Repository.Folder, "deploy");

    [Fact]
    public async Task Prometheus_accepts_its_configuration_with_the_alerts()
    {
        Assert.SkipUnless(PrometheusProcess.Missing is null, PrometheusProcess.Missing ?? "");
        var mounted = Directory.CreateTempSubdirectory("gradguard-deploy-");
        try
        {
            File.Copy(Path.Combine(Folder, "prometheus.yml"), Path.Combine(mounted.FullName, "prometheus.yml"));
            File.Copy(Path.Combine(Repository.Folder, "dashboards", "prometheus", "gradguard.rules.yml"), Path.Combine(mounted.FullName, "gradguard.rules.yml"));

            var (exitCode, said) = await Promtool.Run(mounted.FullName, "check", "config", "prometheus.yml");

            Assert.True(exitCode == 0, said);
        }
        finally
        {
            mounted.Delete(recursive: true);
        }
    }

    [Fact]
    public void What_is_mounted_exists()
    {
        var mounts = Mount().Matches(File.ReadAllText(Path.Combine(Folder, "compose.yml"))).Select(mount => mount.Groups["host"].Value).ToList();

        Assert.NotEmpty(mounts);
        Assert.All(mounts, mount => Assert.True(Path.Exists(Path.Combine(Folder, mount)), mount));
    }

    [Fact]
    public void Grafana_looks_for_the_dashboards_where_they_are_mounted()
    {
        var provider = File.ReadAllText(Path.Combine(Folder, "grafana", "provisioning", "dashboards", "gradguard.yml"));
        var compose = File.ReadAllText(Path.Combine(Folder, "compose.yml"));

        Assert.Contains("path: /var/lib/grafana/dashboards", provider);
        Assert.Contains("../dashboards/grafana:/var/lib/grafana/dashboards:ro", compose);
    }

    [GeneratedRegex(@"^ +- (?<host>\.{1,2}/[^:]+):/", RegexOptions.Multiline)]
    private static partial Regex Mount();
}
