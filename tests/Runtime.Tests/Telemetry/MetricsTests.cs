using System.Diagnostics.Metrics;
using GradGuard.Runtime.Tests.Guarding;
using OpenTelemetry.Metrics;
using static TorchSharp.torch;

namespace GradGuard.Runtime.Tests.Telemetry;

public class MetricsTests
{
    [Fact]
    public void Instruments_have_the_documented_names_kinds_and_units()
    {
        var instruments = new Dictionary<string, (string Kind, string? Unit)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == "GradGuard")
                instruments.Add(instrument.Name, (instrument.GetType().Name.Split('`')[0], instrument.Unit));
        };
        listener.Start();
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);

        Assert.Equal(
            new Dictionary<string, (string, string?)>
            {
                ["gradguard.gradient.norm"] = ("ObservableGauge", null),
                ["gradguard.gradient.norm.max"] = ("ObservableGauge", null),
                ["gradguard.gradient.global_norm"] = ("ObservableGauge", null),
                ["gradguard.gradient.zero.ratio"] = ("ObservableGauge", "1"),
                ["gradguard.gradient.underflow.ratio"] = ("ObservableGauge", "1"),
                ["gradguard.gradient.flow.ratio"] = ("ObservableGauge", "1"),
                ["gradguard.gradient.nonfinite_elements"] = ("Counter", "{element}"),
                ["gradguard.clip.ratio"] = ("ObservableGauge", "1"),
                ["gradguard.weight.norm"] = ("ObservableGauge", null),
                ["gradguard.update.ratio"] = ("ObservableGauge", "1"),
                ["gradguard.activation.dead.ratio"] = ("ObservableGauge", "1"),
                ["gradguard.activation.saturated.ratio"] = ("ObservableGauge", "1"),
                ["gradguard.gradient.noise_scale"] = ("ObservableGauge", null),
                ["gradguard.hessian.top_eigenvalue"] = ("ObservableGauge", null),
                ["gradguard.loss"] = ("ObservableGauge", null),
                ["gradguard.findings"] = ("Counter", "{finding}"),
                ["gradguard.steps"] = ("Counter", "{step}"),
                ["gradguard.monitor.duration"] = ("Histogram", "s"),
                ["gradguard.layers.dropped"] = ("ObservableGauge", "{layer}"),
            },
            instruments);
    }

    [Fact]
    public void Activations_and_the_deep_tier_are_exported_where_they_were_measured()
    {
        using var model = nn.Sequential(("fc1", nn.Linear(4, 8)), ("gate", nn.Sigmoid()), ("fc2", nn.Linear(8, 8)), ("rectifier", nn.ReLU()), ("head", nn.Linear(8, 1)));
        using var guard = Quiet.Watch(model);
        using var sdk = new ExportedMetrics();
        GradientGuardTests.Backward(model);
        guard.Step();
        var noise = guard.MeasureNoiseScale(4, 2, _ => model.call(randn(2, 4)).square().mean())!;
        var eigenvalue = guard.MeasureTopHessianEigenvalue(() => model.call(ones(2, 4)).square().mean())!;

        var points = sdk.Collect();

        Assert.Equal(0, points["gradguard.activation.saturated.ratio{gradguard.layer=gate}"]);
        Assert.InRange(points["gradguard.activation.dead.ratio{gradguard.layer=rectifier}"], 0, 1);
        Assert.Equal(2, points.Keys.Count(name => name.StartsWith("gradguard.activation.", StringComparison.Ordinal)));
        Assert.Equal(eigenvalue.Value, points["gradguard.hessian.top_eigenvalue{}"]);
        Assert.Equal(noise.Simple is not null, points.ContainsKey("gradguard.gradient.noise_scale{}"));
    }

    [Fact]
    public void A_run_exports_exactly_its_points_through_the_OpenTelemetry_SDK()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        using var sdk = new ExportedMetrics();
        for (var step = 0; step < 3; step++)
        {
            GradientGuardTests.Backward(model);
            guard.ClipGradNorm(1e-3);
            optimizer.step();
            guard.Step(0.75);
        }

        var points = sdk.Collect();

        Assert.Equal(
            [
                "gradguard.clip.ratio{}",
                "gradguard.gradient.flow.ratio{}",
                "gradguard.gradient.global_norm{gradguard.stage=post_clip}",
                "gradguard.gradient.global_norm{gradguard.stage=pre_clip}",
                "gradguard.gradient.nonfinite_elements{gradguard.layer=fc1}",
                "gradguard.gradient.nonfinite_elements{gradguard.layer=fc2}",
                "gradguard.gradient.norm.max{gradguard.layer=fc1}",
                "gradguard.gradient.norm.max{gradguard.layer=fc2}",
                "gradguard.gradient.norm{gradguard.layer=fc1}",
                "gradguard.gradient.norm{gradguard.layer=fc2}",
                "gradguard.gradient.underflow.ratio{gradguard.layer=fc1}",
                "gradguard.gradient.underflow.ratio{gradguard.layer=fc2}",
                "gradguard.gradient.zero.ratio{gradguard.layer=fc1}",
                "gradguard.gradient.zero.ratio{gradguard.layer=fc2}",
                "gradguard.layers.dropped{}",
                "gradguard.loss{}",
                "gradguard.monitor.duration{}",
                "gradguard.steps{}",
                "gradguard.update.ratio{gradguard.layer=fc1}",
                "gradguard.update.ratio{gradguard.layer=fc2}",
                "gradguard.weight.norm{gradguard.layer=fc1}",
                "gradguard.weight.norm{gradguard.layer=fc2}",
            ],
            points.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(guard.LatestRows()[0].Norm, points["gradguard.gradient.norm{gradguard.layer=fc1}"]);
        Assert.Equal(1e-3, points["gradguard.gradient.global_norm{gradguard.stage=post_clip}"], 1e-6);
        Assert.True(points["gradguard.gradient.global_norm{gradguard.stage=pre_clip}"] > 1e-3);
        Assert.Equal(1, points["gradguard.clip.ratio{}"]);
        Assert.Equal(0.75, points["gradguard.loss{}"]);
        Assert.Equal(3, points["gradguard.steps{}"]);
        Assert.Equal(3, points["gradguard.monitor.duration{}"]);
        Assert.Equal(0, points["gradguard.gradient.nonfinite_elements{gradguard.layer=fc1}"]);
    }

    [Fact]
    public void A_NaN_is_counted_and_never_exported_as_a_value()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        using var sdk = new ExportedMetrics();
        GradientGuardTests.Backward(model);
        model.get_parameter("fc1.weight")!.grad![0] = float.NaN;
        guard.Step(double.NaN);

        var points = sdk.Collect();

        Assert.Equal(4, points["gradguard.gradient.nonfinite_elements{gradguard.layer=fc1}"]);
        Assert.Equal(1, points["gradguard.findings{gradguard.layer=fc1,gradguard.severity=error,gradguard.symptom=non_finite_gradient}"]);
        Assert.Equal(1, points["gradguard.findings{gradguard.layer=,gradguard.severity=error,gradguard.symptom=loss_diverging}"]);
        Assert.DoesNotContain("gradguard.gradient.norm{gradguard.layer=fc1}", points.Keys);
        Assert.DoesNotContain("gradguard.loss{}", points.Keys);
        Assert.Contains("gradguard.gradient.norm{gradguard.layer=fc2}", points.Keys);
        Assert.All(points.Values, value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Two_guards_export_side_by_side_told_apart_by_model()
    {
        using var generator = new TwoLayers();
        using var critic = new TwoLayers();
        using var first = Quiet.Watch(generator, new GradientGuardOptions { ModelName = "generator" });
        using var second = Quiet.Watch(critic, new GradientGuardOptions { ModelName = "critic" });
        using var sdk = new ExportedMetrics();
        GradientGuardTests.Backward(generator);
        GradientGuardTests.Backward(critic);
        first.Step();
        second.Step();

        var points = sdk.Collect();

        Assert.Equal(first.LatestRows()[0].Norm, points["gradguard.gradient.norm{gradguard.layer=fc1,gradguard.model=generator}"]);
        Assert.Equal(second.LatestRows()[0].Norm, points["gradguard.gradient.norm{gradguard.layer=fc1,gradguard.model=critic}"]);
        Assert.Equal(1, points["gradguard.steps{gradguard.model=critic}"]);
    }

    [Fact]
    public void A_disposed_guards_gauges_are_gone()
    {
        using var model = new TwoLayers();
        using var sdk = new ExportedMetrics();
        using (var guard = Quiet.Watch(model))
        {
            GradientGuardTests.Backward(model);
            guard.Step();
            Assert.Contains("gradguard.gradient.norm{gradguard.layer=fc1}", sdk.Collect().Keys);
        }

        Assert.DoesNotContain("gradguard.gradient.norm{gradguard.layer=fc1}", sdk.Collect().Keys);
    }

    [Fact]
    public void Disposing_the_provider_leaves_the_guard_working()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        var sdk = new ExportedMetrics();
        sdk.Dispose();

        GradientGuardTests.Backward(model);
        guard.Step();

        Assert.NotEmpty(guard.LatestRows());
    }

    [Fact]
    public void The_meter_carries_a_version()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        using var sdk = new ExportedMetrics();
        guard.Step();

        sdk.Collect();

        Assert.Equal("0.1.0", sdk.MeterVersion);
    }

    [Fact]
    public void A_missing_builder_throws()
    {
        Assert.Throws<ArgumentNullException>(() => ((MeterProviderBuilder)null!).AddGradGuardInstrumentation());
    }
}
