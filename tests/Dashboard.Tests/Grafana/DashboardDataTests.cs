using System.Text.RegularExpressions;
using GradGuard.Dashboard.Metrics;
using GradGuard.Dashboard.Tests.Metrics;
using GradGuard.Telemetry;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Dashboard.Tests.Grafana;

/// <summary>Every expression of the dashboards and the alerts is PromQL over metrics that the monitor emits, and has data on a real run.</summary>
[Collection(nameof(PrometheusTests))]
public sealed partial class DashboardDataTests
{
    private static readonly string[] Suffixes = ["", "_total", "_seconds", "_seconds_sum", "_seconds_count", "_seconds_bucket"];

    private static readonly HashSet<string> Emitted =
    [
        .. typeof(MetricNames).GetFields().Where(field => field.Name is not nameof(MetricNames.Meter) && !field.Name.EndsWith("Attribute", StringComparison.Ordinal))
            .SelectMany(field => Suffixes.Select(suffix => PrometheusName.Family((string)field.GetValue(null)!, null) + suffix)),
    ];

    private static string Rules => Path.Combine(Repository.Folder, "dashboards", "prometheus");

    [Fact]
    public void Every_metric_is_one_that_the_monitor_emits()
    {
        var alerts = File.ReadAllText(Path.Combine(Rules, "gradguard.rules.yml"));
        var used = GrafanaDashboard.All.SelectMany(dashboard => dashboard.Expressions).SelectMany(query => Metric().Matches(query.Expression))
            .Concat(Metric().Matches(alerts)).Select(match => match.Value).Except(["gradguard_layer", "gradguard_symptom", "gradguard_severity", "gradguard_stage", "gradguard_model"]).Distinct();

        Assert.Empty(used.Except(Emitted));
    }

    [Fact]
    public async Task Every_expression_of_the_dashboards_has_data_on_a_real_run()
    {
        Assert.SkipUnless(PrometheusProcess.Missing is null, PrometheusProcess.Missing ?? "");
        using var server = MetricsServer.Start(port: 0);
        using var prometheus = new PrometheusProcess([server.Address]);
        using var model = Sequential(Enumerable.Range(0, 12).SelectMany(_ => new Module<Tensor, Tensor>[] { Linear(8, 8), Sigmoid() }).Append(ReLU()).Append(Linear(8, 1)));
        using var guard = GradientGuard.Watch(model, new GradientGuardOptions { MeasureActivationsEvery = 1 });
        await Train(model, guard, prometheus);

        foreach (var (dashboard, panel, expression) in GrafanaDashboard.All.SelectMany(dashboard => dashboard.Expressions.Select(query => (dashboard.Name, query.Panel, query.Expression))))
        {
            var filled = expression.Replace("$job", ".+", StringComparison.Ordinal).Replace("$instance", ".+", StringComparison.Ordinal)
                .Replace("$layer", ".+", StringComparison.Ordinal).Replace("$__rate_interval", "30s", StringComparison.Ordinal);
            Assert.True((await prometheus.Query(filled)).Count > 0, $"{dashboard}, {panel}: {filled} has no data");
        }
    }

    [Theory]
    [InlineData("check", "rules", "gradguard.rules.yml")]
    [InlineData("test", "rules", "gradguard.rules.test.yml")]
    public async Task Promtool_accepts_the_alerts_and_their_tests(params string[] arguments)
    {
        Assert.SkipUnless(PrometheusProcess.Missing is null, PrometheusProcess.Missing ?? "");
        var (exitCode, said) = await Promtool.Run(Rules, arguments);

        Assert.True(exitCode == 0, said);
    }

    [Fact]
    public void Every_alert_has_summary_description_and_a_page_that_exists()
    {
        var alerts = File.ReadAllText(Path.Combine(Rules, "gradguard.rules.yml")).Split("- alert: ").Skip(1).ToList();

        Assert.Equal(8, alerts.Count);
        Assert.All(alerts, alert =>
        {
            Assert.Contains("summary: ", alert);
            Assert.Contains("description: ", alert);
            var page = Runbook().Match(alert);
            Assert.True(File.Exists(Path.Combine(Repository.Folder, page.Groups["page"].Value)), page.Value);
        });
    }

    // Steps spread over several scrapes, with a NaN at the end: a rate needs two of them.
    private static async Task Train(Module<Tensor, Tensor> model, GradientGuard guard, PrometheusProcess prometheus)
    {
        using var optimizer = optim.Adam(model.parameters(), lr: 1e-3);
        using var inputs = randn(32, 8);
        for (var step = 1; step <= 60; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = model.call(inputs).square().mean();
            (step == 50 ? loss * double.NaN : loss).backward();
            guard.ClipGradNorm(1);
            if (step != 50)
                optimizer.step();
            guard.Step(loss);
            if (step % 20 == 0)
                await prometheus.Until("gradguard_steps_total", found => found is [{ Value: var seen }] && seen == step);
        }
    }

    [GeneratedRegex(@"\bgradguard_\w+")]
    private static partial Regex Metric();

    [GeneratedRegex("runbook_url: https://\\S+/blob/main/(?<page>[^#\\s]+)")]
    private static partial Regex Runbook();
}
