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
    public void A_broken_line_in_the_middle_is_named()
    {
        var exception = Assert.Throws<InvalidDataException>(() => RunLogReader.Read(new StringReader("{\"type\":\"run\",\n{}\n"), "some.jsonl"));

        Assert.Contains("some.jsonl, line 1", exception.Message);
    }

    [Fact]
    public void An_empty_file_and_a_later_version_say_so()
    {
        Assert.Contains("no run in it", Assert.Throws<InvalidDataException>(() => RunLogReader.Read(new StringReader(""), "empty")).Message);
        Assert.Contains("version 2 is later", Assert.Throws<InvalidDataException>(() => RunLogReader.Read(new StringReader("{\"type\":\"run\",\"v\":2}"), "new")).Message);
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
