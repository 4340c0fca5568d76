using GradGuard.Runtime.Tests.Guarding;
using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.Runtime.Tests.Clipping;

public class ClipGradValueTests
{
    [Theory]
    [InlineData(1e-3)]
    [InlineData(0)]
    [InlineData(100)]
    public void Leaves_what_torch_leaves(double clipValue)
    {
        using var ours = Model();
        using var torchs = Model();
        using var guard = Quiet.Watch(ours);

        nn.utils.clip_grad_value_(torchs.parameters(), clipValue);
        guard.ClipGradValue(clipValue);

        foreach (var (theirs, mine) in torchs.parameters().Zip(ours.parameters()))
            Assert.True(mine.grad!.equal(theirs.grad!).all().item<bool>());
    }

    [Fact]
    public void Float16_gradients_are_clamped_too()
    {
        using var model = Model();
        model.to(ScalarType.BFloat16);
        using var guard = Quiet.Watch(model);
        foreach (var parameter in model.parameters())
            parameter.grad = ones_like(parameter);

        guard.ClipGradValue(0.25);
        guard.Step();

        Assert.All(model.parameters(), parameter => Assert.Equal(0.25, parameter.grad!.abs().max().to_type(ScalarType.Float32).item<float>(), 1e-6));
        guard.ReadLatest(snapshot => Assert.Equal(0.25 * snapshot.GlobalNormPreClip, snapshot.GlobalNormPostClip, 1e-6));
    }

    [Fact]
    public void Non_contiguous_gradients_are_clamped_and_measured_again()
    {
        using var model = Model();
        using var guard = Quiet.Watch(model);
        foreach (var parameter in model.parameters())
            parameter.grad = parameter.ndim == 2 ? ones(parameter.shape[1], parameter.shape[0]).t() : ones_like(parameter);

        guard.ClipGradValue(0.5);
        guard.Step();

        guard.ReadLatest(snapshot => Assert.Equal(0.5 * snapshot.GlobalNormPreClip, snapshot.GlobalNormPostClip, 1e-6));
        Assert.Equal(0, guard.InternalErrorCount);
    }

    [Fact]
    public void NaN_stays_NaN_for_the_detectors_to_see()
    {
        using var model = Model();
        using var guard = Quiet.Watch(model);
        model.parameters().First().grad!.fill_(float.NaN);

        guard.ClipGradValue(1);

        Assert.Contains(guard.Step(), finding => finding.Symptom == Symptom.NonFiniteGradient);
        Assert.True(model.parameters().First().grad!.isnan().all().item<bool>());
    }

    [Fact]
    public void A_negative_limit_throws()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);

        Assert.Throws<ArgumentOutOfRangeException>(() => guard.ClipGradValue(-1));
    }

    private static TwoLayers Model()
    {
        manual_seed(3);
        var model = new TwoLayers();
        GradientGuardTests.Backward(model);
        return model;
    }
}
