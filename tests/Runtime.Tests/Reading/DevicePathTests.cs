using GradGuard.Runtime.Tests.Guarding;
using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.Runtime.Tests.Reading;

/// <summary>A whole guard on the way that other devices than the CPU take.</summary>
public class DevicePathTests
{
    private static readonly GradientGuardOptions AsDevice = new() { TreatCpuAsDevice = true };

    [Theory]
    [InlineData(0.01, 2)]
    [InlineData(0.01, 1)]
    [InlineData(0.01, double.PositiveInfinity)]
    [InlineData(1000, 2)]
    public void Clips_by_norm_as_torch_does(double maxNorm, double normType)
    {
        using var ours = Model();
        using var torchs = Model();
        using var guard = Quiet.Watch(ours, AsDevice);

        var expected = nn.utils.clip_grad_norm_(torchs.parameters(), maxNorm, normType);

        Assert.Equal(expected, guard.ClipGradNorm(maxNorm, normType), 1e-5 * expected);
        foreach (var (theirs, mine) in torchs.parameters().Zip(ours.parameters()))
            Assert.True(mine.grad!.allclose(theirs.grad!, rtol: 1e-5, atol: 1e-12));
    }

    [Fact]
    public void Clips_by_value_and_knows_the_norm_after()
    {
        using var model = Model();
        using var guard = Quiet.Watch(model, AsDevice);

        guard.ClipGradValue(1e-4);
        guard.Step();

        var norm = Math.Sqrt(model.parameters().Sum(parameter => Math.Pow(parameter.grad!.norm().ToDouble(), 2)));
        guard.ReadLatest(snapshot => Assert.Equal(norm, snapshot.GlobalNormPostClip, 1e-6));
    }

    [Fact]
    public void Measures_what_the_CPU_measures_in_place()
    {
        using var model = Model();
        using var onDevice = Quiet.Watch(model, AsDevice);
        onDevice.Step();
        var expected = onDevice.LatestRows();
        var exponents = Exponents(onDevice);
        onDevice.Dispose();

        using var inPlace = Quiet.Watch(model);
        inPlace.Step();

        Assert.Equal(inPlace.LatestRows().Select(row => Math.Round(row.Norm!.Value, 6)), expected.Select(row => Math.Round(row.Norm!.Value, 6)));
        Assert.Equal(Exponents(inPlace), exponents);
    }

    private static long[] Exponents(GradientGuard guard)
    {
        long[] counts = [];
        guard.ReadLatest(snapshot => counts = [.. snapshot.Exponents.SelectMany(histogram => histogram.Counts)]);
        Assert.NotEmpty(counts);
        return counts;
    }

    private static TwoLayers Model()
    {
        manual_seed(4);
        var model = new TwoLayers();
        GradientGuardTests.Backward(model);
        return model;
    }
}
