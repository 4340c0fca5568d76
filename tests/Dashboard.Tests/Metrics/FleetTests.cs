using System.Diagnostics;

namespace GradGuard.Dashboard.Tests.Metrics;

/// <summary>Many ranks, each a process of its own, in one Prometheus.</summary>
[Collection(nameof(PrometheusTests))]
public sealed class FleetTests : IDisposable
{
    private const int Ranks = 8;
    private const int Layers = 100;
    private const int Steps = 150;

    private readonly List<Process> _ranks = [];

    public void Dispose()
    {
        foreach (var rank in _ranks)
        {
            rank.StandardInput.Close();
            if (!rank.WaitForExit(TimeSpan.FromSeconds(10)))
                rank.Kill();
            rank.Dispose();
        }
    }

    [Fact]
    public async Task Eight_processes_of_a_hundred_layers_lose_nothing()
    {
        Assert.SkipUnless(PrometheusProcess.Missing is null, PrometheusProcess.Missing ?? "");
        var addresses = new List<Uri>();
        for (var rank = 0; rank < Ranks; rank++)
            _ranks.Add(Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "GradGuard.RankRun.dll"), $"{Layers}", $"{Steps}"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!);
        foreach (var rank in _ranks)
            addresses.Add(new Uri((await rank.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!));

        using var prometheus = new PrometheusProcess(addresses);
        var steps = await prometheus.Until("gradguard_steps_total", found => found.Count == Ranks && found.All(series => series.Value == Steps));

        Assert.Equal(Ranks, steps.Count);
        Assert.All(steps, series => Assert.Equal(Steps, series.Value));
        Assert.Equal(Ranks * Layers, (await prometheus.Query("gradguard_gradient_norm")).Count);
        Assert.Equal(Ranks, (await prometheus.Query("count by (rank) (gradguard_gradient_norm) == 100")).Count);
        Assert.Empty(await prometheus.Query("{otel_metric_overflow=\"true\"}"));

        // What docs/fleet.md says of the number of series.
        var series = Assert.Single(await prometheus.Query("count({__name__=~\"gradguard_.*|target_info\", rank=\"0\"})")).Value;
        var findings = (await prometheus.Query("gradguard_findings_total{rank=\"0\"}")).Count;
        Assert.Equal(SeriesOfRun(Layers), series - findings);
    }

    // Seven of each layer; loss, flow, two global norms, dropped layers, steps, the target; sixteen buckets, sum and count.
    private static int SeriesOfRun(int layers) => (7 * layers) + 7 + 18;
}
