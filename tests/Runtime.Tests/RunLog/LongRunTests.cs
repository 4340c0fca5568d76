using GradGuard.Layers;
using GradGuard.Reports;
using GradGuard.RunLog;
using GradGuard.Runtime.Tests.Guarding;
using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Runtime.Tests.RunLog;

/// <summary>Not beside the others, whose objects would count as the report's.</summary>
[Collection(nameof(CostTests))]
public sealed class LongRunTests : IDisposable
{
    private const int Steps = 100_000;
    private const int Layers = 500;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gradguard.jsonl");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_hundred_thousand_steps_of_500_layers_stay_small_on_disk_in_memory_and_on_the_page()
    {
        WriteLog();
        var before = ManagedHeap.Live();

        var report = GradientReport.Load(_path);

        var kept = ManagedHeap.Live() - before;
        using var page = new StringWriter();
        report.WriteHtml(page);
        TestContext.Current.TestOutputHelper?.WriteLine($"log {new FileInfo(_path).Length:N0} bytes, report in memory {kept:N0} bytes, page {page.GetStringBuilder().Length:N0} characters");
        Assert.InRange(new FileInfo(_path).Length, 0, 100_000_000);
        Assert.InRange(kept, 0, 10_000_000);
        Assert.InRange(page.GetStringBuilder().Length, 0, 2_000_000);
        Assert.Equal((Steps, Steps, Layers), (report.Steps, report.SampledSteps, report.Layers.Length));
    }

    // Noise makes the heat map as incompressible as it gets.
    private void WriteLog()
    {
        var catalog = LayerCatalog.Build([.. Enumerable.Range(0, Layers).Select(i => new ParameterEntry($"encoder.layers.{i}.linear.weight", 4, 2, "Linear"))], "Deep", 512);
        var random = new Random(1);
        using var writer = new RunLogWriter(_path);
        writer.WriteRun("Deep", 1, catalog);
        var snapshot = new StepSnapshot(catalog);
        Array.Fill(snapshot.StateBuffer, GradientState.Present);
        for (var step = 1; step <= Steps; step++)
        {
            if (LayerDetail.IsDue(step))
            {
                for (var i = 0; i < Layers; i++)
                {
                    var norm = Math.Pow(10, -8 * random.NextDouble());
                    snapshot.ParameterBuffer[i] = new TensorStatistics(4, norm * norm, norm, 0, 0, 0);
                }

                snapshot.Aggregate();
            }

            (snapshot.Step, snapshot.Loss, snapshot.HasFreshUpdates) = (step, random.NextDouble(), step % 10 == 1);
            Array.Fill(snapshot.UpdateRatioBuffer, 1e-3 * random.NextDouble());
            writer.WriteStep(snapshot, elapsed: step, monitorSeconds: step * 1e-3);
        }

        writer.WriteEnd(Steps, 0);
    }
}
