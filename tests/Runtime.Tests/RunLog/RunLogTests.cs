using GradGuard.Layers;
using GradGuard.RunLog;
using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Runtime.Tests.RunLog;

public sealed class RunLogTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "run.gradguard.jsonl");
    private readonly LayerCatalog _catalog = LayerCatalog.Build([new("fc1.weight", 4, 2, "Linear"), new("fc2.weight", 4, 2, "Linear")], "Net", 512);

    public RunLogTests() => Directory.CreateDirectory(Path.GetDirectoryName(_path)!);

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void What_is_written_reads_back()
    {
        using (var writer = new RunLogWriter(_path))
        {
            writer.WriteRun("Net", 1, _catalog);
            writer.WriteStep(Snapshot(1, 0.25, 1e-9, 2));
            writer.WriteFinding(SomeFinding());
            writer.WriteEnd(1, 1);
        }

        var run = RunLogReader.Read(_path);

        Assert.Equal(("Net", 1, true), (run.Model, run.SampleEvery, run.IsComplete));
        Assert.Equal(new LayerRecord("fc1", "Linear", 4, true), run.Layers[0]);
        Assert.Equal((1L, 0.25, 5e-10), (run.Steps[0].Step, run.Steps[0].Loss, run.Steps[0].FlowRatio));
        Assert.Equal([1e-9, 2], run.Steps[0].LayerNorms);
        Assert.Equal(SomeFinding().Message, run.Findings[0].Message);
        Assert.Equal(SomeFinding().Evidence, run.Findings[0].Evidence);
    }

    [Fact]
    public void Every_line_is_an_object_with_type_and_version()
    {
        using (var writer = new RunLogWriter(_path))
        {
            writer.WriteRun("Net", 1, _catalog);
            writer.WriteStep(Snapshot(1, double.NaN, double.NaN, 2));
            writer.WriteEnd(1, 0);
        }

        Assert.Equal(
            ["{\"type\":\"run\",\"v\":1,", "{\"type\":\"step\",\"v\":1,", "{\"type\":\"end\",\"v\":1,"],
            File.ReadAllLines(_path).Select(line => line[..line.IndexOf(",\"", line.IndexOf("\"v\"", StringComparison.Ordinal) + 3, StringComparison.Ordinal)] + ","));
    }

    [Fact]
    public void NaN_becomes_null_and_is_counted_per_layer()
    {
        using (var writer = new RunLogWriter(_path))
        {
            writer.WriteRun("Net", 1, _catalog);
            writer.WriteStep(Snapshot(1, double.NaN, double.NaN, 2));
        }

        var step = RunLogReader.Read(_path).Steps[0];

        Assert.Null(step.Loss);
        Assert.Equal([null, 2], step.LayerNorms);
        Assert.Equal([1, 0], step.NonFiniteCounts);
    }

    [Fact]
    public void A_line_is_on_disk_before_the_next_is_begun()
    {
        using var writer = new RunLogWriter(_path);
        writer.WriteRun("Net", 1, _catalog);
        writer.WriteStep(Snapshot(1, 1, 1, 1));

        Assert.Single(RunLogReader.Read(_path).Steps);
    }

    [Fact]
    public void A_run_killed_at_any_byte_keeps_every_whole_line()
    {
        using (var writer = new RunLogWriter(_path))
        {
            writer.WriteRun("Net", 1, _catalog);
            writer.WriteStep(Snapshot(1, 1, 1, 1));
            writer.WriteStep(Snapshot(2, 1, 1, 1));
        }

        var whole = File.ReadAllText(_path);
        var lines = whole.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var length = lines[0].Length; length <= whole.Length; length++)
        {
            var run = RunLogReader.Read(new StringReader(whole[..length]), "cut");

            var wholeLines = whole[..length].Split('\n').Count(line => lines.Contains(line));
            Assert.Equal(wholeLines - 1, run.Steps.Length);
            Assert.False(run.IsComplete);
        }
    }

    [Fact]
    public void A_step_line_costs_no_allocation()
    {
        using var writer = new RunLogWriter(_path);
        writer.WriteRun("Net", 1, _catalog);
        var snapshot = Snapshot(1, 0.123456789, 1e-9, 2);
        for (var i = 0; i < 100; i++)
            writer.WriteStep(snapshot);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            writer.WriteStep(snapshot);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_long_run_carries_layers_at_every_step_only_at_its_beginning()
    {
        using (var writer = new RunLogWriter(_path))
        {
            writer.WriteRun("Net", 1, _catalog);
            for (var step = 1; step <= 4000; step++)
                writer.WriteStep(Snapshot(step, 1, 1, 1), hasFindings: step == 3001);
        }

        var steps = RunLogReader.Read(_path).Steps;

        var withLayers = steps.Where(step => !step.LayerNorms.IsEmpty).Select(step => step.Step).ToList();
        Assert.Equal(4000, steps.Length);
        Assert.Equal(Enumerable.Range(1, 1000).Select(step => (long)step), withLayers.Take(1000));
        Assert.Equal(500 + 500, withLayers.Count(step => step > 1000 && step != 3001));
        Assert.Contains(3001, withLayers);
        Assert.Equal(10, steps.Count(step => !step.WeightGradientNorms.IsEmpty));
    }

    [Fact]
    public void Update_ratios_are_carried_whatever_step_they_are_measured_at()
    {
        using (var writer = new RunLogWriter(_path))
        {
            writer.WriteRun("Net", 1, _catalog);
            for (var step = 1; step <= 5000; step++)
            {
                var snapshot = Snapshot(step, 1, 1, 1);
                snapshot.HasFreshUpdates = step % 10 == 1;
                writer.WriteStep(snapshot);
            }
        }

        var updates = RunLogReader.Read(_path).Steps.Where(step => !step.UpdateRatios.IsEmpty).Select(step => step.Step).ToList();
        Assert.Contains(4991, updates);
        Assert.All(updates.Zip(updates.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, 20));
    }

    [Fact]
    public void The_modules_and_their_types_stand_in_the_run_line()
    {
        using (var writer = new RunLogWriter(_path))
            writer.WriteRun("Net", 1, _catalog, [new("", "Users.Net"), new("fc1", "TorchSharp.Modules.Linear")]);

        Assert.Equal([new("", "Users.Net"), new("fc1", "TorchSharp.Modules.Linear")], RunLogReader.Read(_path).Modules);
    }

    private static Finding SomeFinding() => new()
    {
        Symptom = Symptom.VanishingGradient,
        Severity = Severity.Warning,
        Layer = "fc1",
        Layers = ["fc1"],
        Step = 1,
        Message = "its gradient is \"gone\"",
        Evidence = [new("ratio", 1e-9, 1e-4), new("layers", 1)],
    };

    private StepSnapshot Snapshot(long step, double loss, params double[] norms)
    {
        var snapshot = new StepSnapshot(_catalog) { Step = step, Loss = loss };
        for (var i = 0; i < norms.Length; i++)
        {
            snapshot.StateBuffer[i] = GradientState.Present;
            snapshot.ParameterBuffer[i] = new TensorStatistics(4, norms[i] * norms[i], norms[i], double.IsFinite(norms[i]) ? 0 : 1, 0, 0);
        }

        snapshot.Aggregate();
        return snapshot;
    }
}
