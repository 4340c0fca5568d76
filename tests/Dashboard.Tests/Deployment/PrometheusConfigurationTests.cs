using System.Text.RegularExpressions;
using GradGuard.Dashboard.Tests.Metrics;

namespace GradGuard.Dashboard.Tests.Deployment;

/// <summary>Prometheus' own judgement of what is to configure it.</summary>
public sealed partial class PrometheusConfigurationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gradguard-deploy-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public Task It_accepts_its_configuration_with_the_alerts()
    {
        var prometheus = Compose.Services["prometheus"];
        var configuration = prometheus.HostPathOf("/etc/prometheus/prometheus.yml")!;
        File.Copy(configuration, Path.Combine(_folder.FullName, "prometheus.yml"));
        foreach (var rules in Yaml.Read(configuration)["rule_files"].Texts())
            File.Copy(prometheus.HostPathOf($"/etc/prometheus/{rules}")!, Path.Combine(_folder.FullName, rules));

        return AssertAccepted();
    }

    [Fact]
    public Task It_accepts_what_the_page_says_to_scrape()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Folder, "docs", "prometheus.md")).ReplaceLineEndings("\n");
        File.WriteAllText(Path.Combine(_folder.FullName, "prometheus.yml"), Assert.Single(YamlBlock().Matches(page)).Groups["code"].Value);

        return AssertAccepted();
    }

    // VictoriaMetrics took relabeling over from Prometheus.
    [Fact]
    public Task It_accepts_the_relabeling_for_VictoriaMetrics()
    {
        var rules = File.ReadLines(Path.Combine(Repository.Folder, "deploy", "victoriametrics-relabel.yml")).Select(line => $"    {line}");
        File.WriteAllLines(Path.Combine(_folder.FullName, "prometheus.yml"), ["scrape_configs:", "- job_name: training", "  metric_relabel_configs:", .. rules]);

        return AssertAccepted();
    }

    private async Task AssertAccepted()
    {
        Assert.SkipUnless(PrometheusProcess.Missing is null, PrometheusProcess.Missing ?? "");
        var (exitCode, said) = await Promtool.Run(_folder.FullName, "check", "config", "prometheus.yml");

        Assert.True(exitCode == 0, said);
    }

    [GeneratedRegex("```yaml\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
