using GradGuard.Deep;
using GradGuard.Reports.History;

namespace GradGuard.Runtime.Tests.Reports.History;

public class DeepHistoryTests
{
    [Fact]
    public void It_does_not_grow_and_keeps_the_latest()
    {
        var history = new DeepHistory();
        for (var step = 1; step <= 10_000; step++)
            history.Add(new DeepMeasurement(step, null, new HessianEigenvalue(step, step, 1, Converged: true), null));

        var steps = history.Summarize().Curvature.Select(curvature => curvature.Step).ToList();

        Assert.InRange(steps.Count, 2, DeepHistory.Capacity);
        Assert.Equal(10_000, steps[^1]);
        Assert.Equal(steps.Order(), steps);
    }

    [Fact]
    public void Layers_are_those_of_the_latest_measurement_of_noise()
    {
        var history = new DeepHistory();
        history.Add(Noise(1));
        history.Add(Noise(2));

        var noise = history.Summarize().Noise;

        Assert.Equal([0, 1], noise.Select(one => one.Value.Layers.Length));
        Assert.Equal([3.0, 3.0], noise.Select(one => one.Value.Simple!.Value));
    }

    [Fact]
    public void A_copy_stays_as_it_was()
    {
        var history = new DeepHistory();
        history.Add(Noise(1));
        var copy = history.Copy();
        history.Add(Noise(2));

        Assert.Equal([1L], copy.Summarize().Noise.Select(noise => noise.Step));
    }

    private static DeepMeasurement Noise(long step) =>
        new(step, new NoiseScale(4, 8, 2, 6, 1, [new LayerNoise("fc1", 1, 0.5)], LayerCovariance.None), null, null);
}
