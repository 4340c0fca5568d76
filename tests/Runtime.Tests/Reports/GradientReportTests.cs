using System.Text.Json;
using GradGuard.Reports;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Reports;

public sealed class GradientReportTests : IDisposable
{
    private readonly string _log = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gradguard.jsonl");

    public void Dispose() => File.Delete(_log);

    [Fact]
    public void Layers_have_their_first_median_and_last_norm_and_the_ratio_to_the_last()
    {
        var report = Logs.Report(Logs.Run("fc1", "fc2"), Logs.Step(1, 3, 0.1, 1), Logs.Step(2, 2, 0.3, 2), Logs.Step(3, 1, 0.2, 4), Logs.End);

        var (first, last) = (report.Layers[0], report.Layers[1]);
        Assert.Equal((0.1, 0.2, 0.2), (first.FirstNorm, first.MedianNorm, first.LastNorm));
        Assert.Equal((1, 2, 4), (last.FirstNorm, last.MedianNorm, last.LastNorm));
        Assert.Equal((0.1, 1), (first.RatioToLast, last.RatioToLast));
        Assert.Equal(0.001, first.UpdateRatio);
    }

    [Fact]
    public void A_live_guard_and_its_log_tell_the_same()
    {
        using var model = Sequential(("fc1", Linear(4, 8)), ("act", Sigmoid()), ("fc2", Linear(8, 1)));
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        GradientReport live;
        using (var guard = Quiet.Watch(model, new GradientGuardOptions { RunLogPath = _log }))
        {
            for (var step = 0; step < 30; step++)
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                var loss = model.call(randn(16, 4)).square().mean();
                loss.backward();
                guard.ClipGradNorm(0.01);
                optimizer.step();
                guard.Step(loss);
            }

            live = guard.Report();
        }

        var logged = GradientReport.Load(_log);

        Assert.Equal((30, 30, true), (logged.Steps, logged.SampledSteps, logged.IsComplete));
        Assert.Equal(live.Run.Modules, logged.Run.Modules);
        Assert.Equal("TorchSharp.Modules.Sequential", logged.Run.ModelType);
        Assert.Equal(live.History.ClippedSteps, logged.History.ClippedSteps);
        Assert.Equal(0.01, logged.History.ClipThreshold.Buckets[^1].Mean);
        Assert.True(logged.History.MonitorSeconds > 0 && logged.History.Elapsed >= logged.History.MonitorSeconds);
        foreach (var (a, b) in live.Layers.Zip(logged.Layers))
        {
            Assert.Equal((a.Path, a.ModuleType, a.ElementCount, a.HasWeight), (b.Path, b.ModuleType, b.ElementCount, b.HasWeight));
            Assert.Equal(a.MedianNorm!.Value, b.MedianNorm!.Value, 1e-5 * a.MedianNorm.Value);
            Assert.Equal(a.LastNorm!.Value, b.LastNorm!.Value, 1e-5 * a.LastNorm.Value);
            Assert.Equal(a.UpdateRatio!.Value, b.UpdateRatio!.Value, 1e-5 * a.UpdateRatio.Value);
        }

        Assert.Equal(["fc1", "act", "fc2"], logged.Activations.Select(activation => activation.Path));
        foreach (var (a, b) in live.Activations.Zip(logged.Activations))
        {
            Assert.Equal((a.Path, a.ModuleType, a.Step, a.DeadShare), (b.Path, b.ModuleType, b.Step, b.DeadShare));
            Assert.Equal(a.Mean!.Value, b.Mean!.Value, 1e-6);
            Assert.Equal(a.SaturatedShare ?? -1, b.SaturatedShare ?? -1, 1e-6);
        }

        foreach (var (a, b) in GradientReport.Measured(live.History).Zip(GradientReport.Measured(logged.History)))
            Assert.Equal(a.Log10Norm!.Value, b.Log10Norm!.Value, 1e-5);
    }

    [Fact]
    public void A_report_stays_as_it_was_while_training_goes_on()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        model.call(randn(8, 4)).sum().backward();
        guard.Step(1);
        var early = guard.Report();
        guard.Step(2);

        Assert.Equal((1, 2), (early.SampledSteps, guard.Report().SampledSteps));
    }

    [Fact]
    public void A_finding_is_paired_with_its_end()
    {
        var report = Logs.Report(
            Logs.Run("fc1", "fc2"),
            Logs.Step(1, 1, 1, 1),
            Logs.Finding(1, "vanishing_gradient", "warning", "fc1"),
            Logs.Finding(2, "vanishing_gradient", "info", "fc2"),
            Logs.Finding(5, "vanishing_gradient", "warning", "fc1", ended: true),
            Logs.End);

        Assert.Equal([(1L, (long?)5), (2L, null)], report.Findings.Select(found => (found.Finding.Step, found.EndStep)));
        Assert.Equal([3L, 4L], report.Findings.Select(found => found.Line));
        Assert.Equal((Severity.Warning, "Unhealthy: vanishing gradient; first at fc1, step 1."), (report.Worst, report.Verdict));
    }

    [Fact]
    public void Layers_that_come_later_are_told_with_those_that_went()
    {
        var report = Logs.Report(
            Logs.Run("fc1", "old"),
            Logs.Step(1, 1, 1, 7),
            Logs.Run("stem", "fc1"),
            Logs.Step(2, 1, 3, 1),
            Logs.End);

        Assert.Equal(["stem", "fc1", "old"], report.Layers.Select(layer => layer.Path));
        Assert.Equal([3.0, 1, 7], report.Layers.Select(layer => layer.MedianNorm!.Value));
        Assert.Equal([null, 1.0, 7], report.Layers.Select(layer => layer.FirstNorm));
        Assert.Equal([3.0, 1, null], report.Layers.Select(layer => layer.LastNorm));
    }

    [Fact]
    public void The_json_form_holds_what_the_analyzers_look_for()
    {
        var report = Logs.Report(Logs.Run("fc1", "fc2"), Logs.Step(400, 1, 3e-9, 1), Logs.Finding(400, "vanishing_gradient", "warning", "fc1"), Logs.End);
        using var stream = new MemoryStream();

        report.WriteJson(stream);

        using var json = JsonDocument.Parse(stream.ToArray());
        var root = json.RootElement;
        Assert.Equal(("report", 1), (root.GetProperty("type").GetString(), root.GetProperty("v").GetInt32()));
        Assert.Equal(("Net", "Users.Net"), (root.GetProperty("model").GetString(), root.GetProperty("modelType").GetString()));
        Assert.Equal(400, root.GetProperty("lastStep").GetInt64());
        Assert.Equal("Users.Net", root.GetProperty("modules")[0].GetProperty("type").GetString());
        var layer = root.GetProperty("layers")[0];
        Assert.Equal(("fc1", "Linear"), (layer.GetProperty("path").GetString(), layer.GetProperty("type").GetString()));
        Assert.Equal((3e-9, 3e-9, 3e-9), (layer.GetProperty("medianNorm").GetDouble(), layer.GetProperty("lastNorm").GetDouble(), layer.GetProperty("ratioToLast").GetDouble()));
        var finding = root.GetProperty("findings")[layer.GetProperty("findings")[0].GetInt32()];
        Assert.Equal(("vanishing_gradient", "warning", 400), (finding.GetProperty("symptom").GetString(), finding.GetProperty("severity").GetString(), finding.GetProperty("step").GetInt64()));
        Assert.EndsWith("vanishing-gradient.md", finding.GetProperty("link").GetString());
        Assert.NotEqual(0, finding.GetProperty("remedies").GetArrayLength());
    }

    [Fact]
    public void Activations_have_their_latest_and_their_largest_shares()
    {
        var report = Logs.Report(
            Logs.Run("fc1"),
            Logs.Activations(1, ("act", 0.5, null), ("gate", null, 0.25)),
            Logs.Activations(2, ("act", 0.25, null), ("late", 0, 0.75)),
            Logs.End);

        Assert.Equal(
            [("act", 2L, (double?)0.25, (double?)0.5, (double?)null), ("gate", 1L, null, null, 0.25), ("late", 2L, 0, 0, 0.75)],
            report.Activations.Select(activation => (activation.Path, activation.Step, activation.DeadShare, activation.LargestDeadShare, activation.SaturatedShare)));
        Assert.Contains("act     ReLU  25.0 % (50.0 %)                  -\n", report.ToText());
        Assert.Contains("Activations at step 2, in brackets the most of any measured step\n", report.ToText());
        using var stream = new MemoryStream();
        report.WriteJson(stream);
        using var json = JsonDocument.Parse(stream.ToArray());
        var act = json.RootElement.GetProperty("activations")[0];
        Assert.Equal(("act", 2, 0.25, 0.5), (act.GetProperty("path").GetString(), act.GetProperty("step").GetInt64(), act.GetProperty("dead").GetDouble(), act.GetProperty("largestDead").GetDouble()));
        Assert.Equal(JsonValueKind.Null, act.GetProperty("saturated").ValueKind);
    }

    [Fact]
    public void What_was_measured_on_demand_stands_in_text_and_json()
    {
        var report = Logs.Report(Logs.Run("fc1", "fc2"), Logs.Deep(2, 100), Logs.Deep(9, 1000), Logs.End);

        var text = report.ToText();
        Assert.Contains("after step 8: noise scale 1e+03 samples over 8 micro-batches of 4: |G|² 2, tr Σ 2e+03 (the latest of 2 measurements)\n", text);
        Assert.Contains("after step 8: top Hessian eigenvalue 4 after 20 Hessian-vector products: plain gradient descent is unstable above a learning rate of 0.5 (the latest of 2 measurements)\n", text);
        Assert.Contains("after step 8: norms that vary together most over 100 steps: fc1 and fc2, correlation -0.25\n", text);
        using var stream = new MemoryStream();
        report.WriteJson(stream);
        using var json = JsonDocument.Parse(stream.ToArray());
        var deep = json.RootElement.GetProperty("deep");
        Assert.Equal([(1, 100.0), (8, 1000.0)], deep.GetProperty("noise").EnumerateArray().Select(noise => (noise.GetProperty("step").GetInt32(), noise.GetProperty("scale").GetDouble())));
        Assert.Equal(0.25, deep.GetProperty("noiseLayers")[0].GetProperty("cosine").GetDouble());
        Assert.Equal(4, deep.GetProperty("hessian")[1].GetProperty("top").GetDouble());
        Assert.Equal(-0.5, deep.GetProperty("covariance").GetProperty("values")[0][1].GetDouble());
    }

    [Fact]
    public void A_report_without_measurements_on_demand_says_nothing_of_them()
    {
        var report = Logs.Report(Logs.Run("fc1"), Logs.Step(1, 1, 1), Logs.End);

        Assert.True(report.Deep.IsEmpty);
        Assert.DoesNotContain("on demand", report.ToText());
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_null_in_json()
    {
        using var stream = new MemoryStream();
        Logs.Report(Logs.Run("fc1"), Logs.Step(1, double.NaN, double.NaN), Logs.End).WriteJson(stream);

        using var json = JsonDocument.Parse(stream.ToArray());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("layers")[0].GetProperty("lastNorm").ValueKind);
    }

    [Fact]
    public void The_text_form_shows_verdict_layers_findings_and_remedies()
    {
        var text = Logs.Report(Logs.Run("fc1", "fc2"), Logs.Step(1, 1, 1e-9, 1), Logs.Finding(1, "vanishing_gradient", "warning", "fc1"), Logs.End).ToText();

        Assert.StartsWith("Users.Net, 2026-01-01 00:00 UTC, 100 steps, 1 measured\nUnhealthy: vanishing gradient", text);
        Assert.Contains("fc1    Linear   1.00e-09   1.00e-09", text);
        Assert.Contains("warning step 1: fc1: it is so\n  - ", text);
        Assert.EndsWith("docs/symptoms/vanishing-gradient.md\n", text);
    }

    [Fact]
    public void The_text_form_of_many_layers_shows_some_and_those_with_findings()
    {
        var paths = Enumerable.Range(0, 500).Select(i => $"layer{i}").ToList();
        var text = Logs.Report(Logs.Run(paths), Logs.Step(1, 1, [.. paths.Select(_ => 1.0)]), Logs.Finding(1, "dead_units", "warning", "layer77"), Logs.End).ToText();

        Assert.Contains("(60 of 500 layers)", text);
        Assert.Contains("\nlayer77 ", text);
    }

    [Fact]
    public void No_name_can_command_the_terminal()
    {
        var text = Logs.Report(Logs.Run("a\u001b[2Jb"), Logs.Step(1, 1, 1), Logs.Finding(1, "dead_units", "warning", "a\u001b[2Jb", message: "\u202Ebad\u0007"), Logs.End).ToText();

        Assert.DoesNotContain(text, character => character != '\n' && (char.IsControl(character) || character == '\u202E'));
    }

    [Fact]
    public void A_prediction_for_the_model_stands_beside_the_measurement()
    {
        Prediction[] predictions = [new("Other", -1, []), new("Users.Net", -2, [new("fc1", "Linear", -2), new("fc2", "Linear", 0)])];
        var report = Logs.Report(predictions, [Logs.Run("fc1", "fc2"), Logs.Step(1, 1, 0.1, 1), Logs.End]);

        Assert.Equal(1, report.Comparison!.LargestDifference!.Value, 1e-9);
        Assert.Contains("Prediction beside measurement", report.ToText());
    }

    [Fact]
    public void A_run_without_a_step_says_so()
    {
        var report = Logs.Report(Logs.Run("fc1"));

        Assert.Equal("Nothing was measured: no step of the run is in it.", report.Verdict);
        Assert.Contains("Nothing was measured", report.ToText());
    }
}
