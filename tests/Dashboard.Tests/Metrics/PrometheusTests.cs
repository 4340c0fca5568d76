using System.Diagnostics;
using GradGuard.Dashboard.Metrics;
using GradGuard.RunLog;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Dashboard.Tests.Metrics;

/// <summary>A real Prometheus scrapes a real training run.</summary>
[Collection(nameof(PrometheusTests))]
[CollectionDefinition(nameof(PrometheusTests), DisableParallelization = true)]
public sealed class PrometheusTests : IDisposable
{
    private const int Steps = 120;

    private readonly string _log = Path.GetTempFileName();

    public void Dispose() => File.Delete(_log);

    [Fact]
    public async Task Queries_give_what_the_run_log_holds()
    {
        Assert.SkipUnless(PrometheusProcess.Missing is null, PrometheusProcess.Missing ?? "");
        using var server = MetricsServer.Start(port: 0, configure: builder => builder.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("spirals", serviceInstanceId: "rank 0")));
        using var prometheus = new PrometheusProcess([server.Address]);
        using var model = Sequential(("fc1", Linear(4, 16)), ("act", Tanh()), ("fc2", Linear(16, 16)), ("act2", ReLU()), ("head", Linear(16, 1)));
        using var guard = GradientGuard.Watch(model, new GradientGuardOptions { RunLogPath = _log, ModelName = "Net" });
        Train(model, guard);

        var steps = await prometheus.Until("gradguard_steps_total", found => found is [{ Value: Steps }]);
        Assert.Equal(Steps, Assert.Single(steps).Value);
        var run = RunLogReader.Read(_log);
        var last = run.Steps[^1];

        var norms = (await prometheus.Query("gradguard_gradient_norm")).ToDictionary(series => series.Labels["gradguard_layer"]);
        Assert.Equal(run.Layers.Select(layer => layer.Path).Order(StringComparer.Ordinal), norms.Keys.Order(StringComparer.Ordinal));
        for (var layer = 0; layer < run.Layers.Length; layer++)
            Same(last.LayerNorms[layer], norms[run.Layers[layer].Path].Value);
        Assert.All(norms.Values, series => Assert.Equal("Net", series.Labels["gradguard_model"]));
        Same(last.Loss, Assert.Single(await prometheus.Query("gradguard_loss")).Value);
        Same(last.FlowRatio, Assert.Single(await prometheus.Query("gradguard_gradient_flow_ratio")).Value);
        Same(last.GlobalNormPreClip, Assert.Single(await prometheus.Query("gradguard_gradient_global_norm{gradguard_stage=\"pre_clip\"}")).Value);
        Assert.Equal(Steps, Assert.Single(await prometheus.Query("gradguard_monitor_duration_seconds_count")).Value);
        Assert.Equal("spirals", Assert.Single(await prometheus.Query("target_info")).Labels["service_name"]);
        foreach (var family in new[] { "gradguard_weight_norm", "gradguard_update_ratio", "gradguard_gradient_zero_ratio", "gradguard_gradient_norm_max" })
            Assert.Equal(run.Layers.Length, (await prometheus.Query(family)).Count);
    }

    [Fact]
    public async Task Promtool_has_nothing_to_say_of_the_metrics()
    {
        Assert.SkipUnless(PrometheusProcess.Missing is null, PrometheusProcess.Missing ?? "");
        using var server = MetricsServer.Start(port: 0);
        using var model = Sequential(("fc1", Linear(4, 16)), ("act", Tanh()), ("head", Linear(16, 1)));
        using var guard = GradientGuard.Watch(model);
        Train(model, guard);
        using var client = new HttpClient();
        var text = await client.GetStringAsync(server.Address, TestContext.Current.CancellationToken);

        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        var said = await promtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains("gradguard_gradient_norm", text);
        Assert.Equal("", said);
        Assert.Equal(0, promtool.ExitCode);
    }

    // The log keeps six digits.
    private static void Same(double? logged, double scraped) => Assert.Equal(1, scraped / logged!.Value, 1e-5);

    private static void Train(Module<Tensor, Tensor> model, GradientGuard guard)
    {
        using var optimizer = optim.Adam(model.parameters(), lr: 1e-3);
        using var inputs = randn(32, 4);
        for (var step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = model.call(inputs).square().mean();
            loss.backward();
            guard.ClipGradNorm(1);
            optimizer.step();
            guard.Step(loss);
        }
    }
}
