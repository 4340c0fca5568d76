using GradGuard.Dashboard.Tests.Metrics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Dashboard.Tests.Alerts;

/// <summary>Which alerts fire on the series of real trainings, by Prometheus' own judgement.</summary>
[Collection(nameof(PrometheusTests))]
public sealed class AlertsOnRealRunsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gradguard-alerts-");

    public AlertsOnRealRunsTests() => manual_seed(11);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public Task None_fires_on_a_healthy_run() => Fires([], RecordedRun.Of(Healthy()));

    [Fact]
    public Task A_deep_sigmoid_network_vanishes() => Fires(
        ["GradGuardVanishingGradient"],
        RecordedRun.Of(Sequential([.. Enumerable.Range(0, 12).SelectMany(layer => new Module<Tensor, Tensor>[] { Linear(8, 8), Sigmoid() }), Linear(8, 1)])),
        also: ["GradGuardNoProgress", "GradGuardGradientSpikes"]);

    [Fact]
    public Task An_overlarge_learning_rate_explodes() => Fires(
        ["GradGuardExplodingGradient"],
        RecordedRun.Of(Sequential(Linear(8, 16), Linear(16, 1)), optimizer: parameters => optim.SGD(parameters, 0.6)),
        also: ["GradGuardNonFiniteGradient", "GradGuardNoProgress", "GradGuardGradientSpikes", "GradGuardVanishingGradient"]);

    [Fact]
    public Task A_NaN_is_not_finite() => Fires(
        ["GradGuardNonFiniteGradient"],
        RecordedRun.Of(Healthy(), disturb: (step, loss) => step >= 400 ? loss * double.NaN : loss),
        also: ["GradGuardExplodingGradient"]);

    [Fact]
    public Task Batches_that_tear_spike() => Fires(
        ["GradGuardGradientSpikes"],
        RecordedRun.Of(Healthy(), disturb: (step, loss) => step is 400 or 450 or 517 or 540 ? loss * 1e4 : loss));

    [Fact]
    public Task Units_behind_a_far_negative_bias_are_dead()
    {
        var linear = Linear(8, 32);
        init.constant_(linear.bias!, -50);
        var skip = new Alongside(Sequential(linear, ReLU(), Linear(32, 8)));

        return Fires(["GradGuardDeadUnits"], RecordedRun.Of(Sequential(("body", skip), ("head", Linear(8, 1)))), also: ["GradGuardVanishingGradient"]);
    }

    [Fact]
    public Task A_model_that_cannot_learn_makes_no_progress() => Fires(["GradGuardNoProgress"], RecordedRun.Of(Healthy(), parameters => optim.Adam(parameters, 1e-9), sameBatch: true));

    [Fact]
    public Task A_training_that_hangs_has_no_heartbeat() => Fires(["GradGuardNoHeartbeat"], RecordedRun.Of(Healthy(), until: 200));

    private static Module<Tensor, Tensor> Healthy()
    {
        var model = Sequential(Linear(8, 64), ReLU(), Linear(64, 64), ReLU(), Linear(64, 1));
        foreach (var (name, weight) in model.named_parameters())
            if (name.EndsWith("weight", StringComparison.Ordinal))
                init.kaiming_normal_(weight, nonlinearity: init.NonlinearityType.ReLU);

        return model;
    }

    // What fires at any time of the half hour: these for certain, those in also perhaps.
    private async Task Fires(string[] alerts, RecordedRun run, string[]? also = null)
    {
        Assert.SkipUnless(PrometheusProcess.Missing is null, PrometheusProcess.Missing ?? "");
        File.Copy(Path.Combine(Repository.Folder, "dashboards", "prometheus", "gradguard.rules.yml"), Path.Combine(_folder.FullName, "gradguard.rules.yml"));
        var fired = $"group by (alertname) (max_over_time(ALERTS{{alertstate=\"firing\", alertname!~\"{string.Join('|', also ?? [])}\"}}[30m]))";
        string[] lines =
        [
            "rule_files: [gradguard.rules.yml]", "evaluation_interval: 15s", "tests:", $"  - interval: {RecordedRun.Interval}", "    input_series:",
            .. run.Series.Select(series => $"      - {{ series: '{series.Series.Replace("'", "''", StringComparison.Ordinal)}', values: '{series.Values}' }}"),
            "    promql_expr_test:", $"      - expr: '{fired}'", "        eval_time: 29m45s", alerts is [] ? "        exp_samples: []" : "        exp_samples:",
            .. alerts.Select(alert => $"          - {{ labels: '{{alertname=\"{alert}\"}}', value: 1 }}"),
        ];
        File.WriteAllLines(Path.Combine(_folder.FullName, "run.test.yml"), lines);

        var (exitCode, said) = await Promtool.Run(_folder.FullName, "test", "rules", "run.test.yml");

        Assert.True(exitCode == 0, said);
    }

    private sealed class Alongside : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> _branch;

        public Alongside(Module<Tensor, Tensor> branch)
            : base(nameof(Alongside))
        {
            _branch = branch;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input + _branch.call(input);
    }
}
