using GradGuard.Deep;
using GradGuard.Reports;
using GradGuard.RunLog;
using static TorchSharp.torch;

namespace GradGuard.Runtime.Tests.RunLog;

public sealed class DeepLinesTests : IDisposable
{
    private readonly string _log = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gradguard.jsonl");

    public void Dispose() => File.Delete(_log);

    [Fact]
    public void What_is_measured_on_demand_stands_in_the_next_step_and_reads_back()
    {
        NoiseScale noise;
        HessianEigenvalue curvature;
        LayerCovariance covariance;
        using (var model = new TwoLayers())
        using (var guard = Quiet.Watch(model, new GradientGuardOptions { RunLogPath = _log }))
        {
            Train(model, guard, 5);
            noise = guard.MeasureNoiseScale(4, 8, _ => Loss(model))!;
            curvature = guard.MeasureTopHessianEigenvalue(() => Loss(model))!;
            covariance = guard.RecentCovariance()!;
            Train(model, guard, 2);
        }

        var steps = RunLogReader.Read(_log).Steps;
        Assert.Equal([6L], steps.Where(step => step.Deep is not null).Select(step => step.Step));
        var deep = steps[5].Deep!;
        Assert.Equal(5, deep.Step);
        Assert.Equal((noise.MicroBatches, noise.SamplesPerMicroBatch), (deep.Noise!.MicroBatches, deep.Noise.SamplesPerMicroBatch));
        Near(noise.GradientSquared, deep.Noise.GradientSquared);
        Near(noise.NoiseTrace, deep.Noise.NoiseTrace);
        Assert.Equal(noise.Layers.Select(layer => layer.Path), deep.Noise.Layers.Select(layer => layer.Path));
        Near(noise.Layers[1].Cosine!.Value, deep.Noise.Layers[1].Cosine!.Value);
        Near(noise.Covariance[1, 0], deep.Noise.Covariance[1, 0]);
        Near(curvature.Value, deep.Curvature!.Value);
        Assert.Equal((curvature.Iterations, curvature.Converged), (deep.Curvature.Iterations, deep.Curvature.Converged));
        Assert.Equal(covariance.Paths, deep.Covariance!.Paths);
        Assert.Equal(covariance.Observations, deep.Covariance.Observations);
        Near(covariance[0, 1], deep.Covariance[0, 1]);
        Near(covariance[1, 1], deep.Covariance[1, 1]);
    }

    [Fact]
    public void What_is_measured_after_the_last_step_stands_in_the_end()
    {
        GradientReport live;
        using (var model = new TwoLayers())
        using (var guard = Quiet.Watch(model, new GradientGuardOptions { RunLogPath = _log }))
        {
            Train(model, guard, 2);
            _ = guard.MeasureNoiseScale(4, 8, _ => Loss(model));
            live = guard.Report();
        }

        var logged = GradientReport.Load(_log);

        Assert.Equal([2L], live.Deep.Noise.Select(noise => noise.Step));
        Assert.Equal([2L], logged.Deep.Noise.Select(noise => noise.Step));
        Near(live.Deep.Noise[0].Value.NoiseTrace, logged.Deep.Noise[0].Value.NoiseTrace);
    }

    [Fact]
    public void A_covariance_asked_for_at_every_step_is_logged_once_a_window()
    {
        using (var model = new TwoLayers())
        using (var guard = Quiet.Watch(model, new GradientGuardOptions { RunLogPath = _log, MeasureActivationsEvery = null }))
            for (var step = 0; step < 250; step++)
            {
                Train(model, guard, 1);
                _ = guard.RecentCovariance();
            }

        Assert.Equal([2L, 102, 202], RunLogReader.Read(_log).Steps.Where(step => step.Deep is not null).Select(step => step.Deep!.Step));
    }

    [Fact]
    public void The_covariance_of_many_layers_is_that_of_some_from_the_first_to_the_last()
    {
        var paths = Enumerable.Range(0, 300).Select(i => $"layer{i}").ToArray();
        var covariance = LayerCovariance.Of([.. paths], [[.. paths.Select((_, i) => 1.0 + i)], [.. paths.Select((_, i) => 2.0 + (3 * i))]]);

        var thinned = covariance.Thinned(DeepMeasurement.MostLayers);

        Assert.Equal((64, "layer0", "layer299"), (thinned.Paths.Length, thinned.Paths[0], thinned.Paths[^1]));
        var (first, second) = (Array.IndexOf(paths, thinned.Paths[17]), Array.IndexOf(paths, thinned.Paths[40]));
        Assert.Equal(covariance[first, second], thinned[17, 40]);
        Assert.Equal(2, thinned.Observations);
    }

    [Theory]
    [InlineData(""" "covariance":{"observations":2,"layers":["a","b"],"values":[1]} """)]
    [InlineData(""" "covariance":{"observations":2,"layers":["a",null],"values":[1,2,3]} """)]
    [InlineData(""" "hessian":{"top":1} """)]
    [InlineData(""" "noise":{"microBatches":"many"} """)]
    public void What_no_guard_measures_is_no_line_of_a_log(string deep) =>
        Assert.Throws<FormatException>(() => RunLogLineParser.Parse($$$"""{"type":"step","v":1,"step":1,"deep":{"step":1,{{{deep}}} } }"""));

    private static Tensor Loss(TwoLayers model) => model.call(randn(8, 4)).square().mean();

    private static void Train(TwoLayers model, GradientGuard guard, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            model.zero_grad();
            Loss(model).backward();
            guard.Step();
        }
    }

    private static void Near(double expected, double actual) => Assert.Equal(expected, actual, 1e-5 * Math.Abs(expected));
}
