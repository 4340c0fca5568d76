using GradGuard.Runtime.Tests.Guarding;
using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.Runtime.Tests.Clipping;

public class ClipGradNormTests
{
    [Theory]
    [InlineData(0.01, 2)]
    [InlineData(0.5, 2)]
    [InlineData(1000, 2)]
    [InlineData(0, 2)]
    [InlineData(0.01, 1)]
    [InlineData(0.01, double.PositiveInfinity)]
    [InlineData(0.01, 3)]
    public void Returns_and_leaves_what_torch_does(double maxNorm, double normType)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            using var ours = Model(seed);
            using var torchs = Model(seed);
            using var guard = Quiet.Watch(ours);

            var expected = nn.utils.clip_grad_norm_(torchs.parameters(), maxNorm, normType);
            var actual = guard.ClipGradNorm(maxNorm, normType);

            Assert.Equal(expected, actual, 1e-5 * expected);
            foreach (var (theirs, mine) in torchs.parameters().Zip(ours.parameters()))
                Assert.True(mine.grad!.allclose(theirs.grad!, rtol: 1e-5, atol: 1e-12));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(double.PositiveInfinity)]
    public void BFloat16_gradients_are_clipped_as_torch_does(double normType)
    {
        using var ours = Model(3);
        using var torchs = Model(3);
        foreach (var model in new[] { ours, torchs })
        {
            model.to(ScalarType.BFloat16);
            manual_seed(3);
            GradientGuardTests.Backward(model, ScalarType.BFloat16);
        }

        using var guard = Quiet.Watch(ours);

        var expected = nn.utils.clip_grad_norm_(torchs.parameters(), 0.01, normType);

        // torch sums in bfloat16, which has three digits.
        Assert.Equal(expected, guard.ClipGradNorm(0.01, normType), 2e-2 * expected);
        foreach (var (theirs, mine) in torchs.parameters().Zip(ours.parameters()))
            Assert.True(mine.grad!.to_type(ScalarType.Float32).allclose(theirs.grad!.to_type(ScalarType.Float32), rtol: 2e-2, atol: 1e-6));
    }

    [Fact]
    public void A_guard_that_is_off_throws_on_a_NaN_norm_all_the_same()
    {
        using var model = Model(1);
        var guard = Quiet.Watch(model);
        guard.Dispose();
        model.parameters().First().grad!.fill_(float.NaN);

        Assert.Throws<InvalidOperationException>(() => guard.ClipGradNorm(1, errorIfNonFinite: true));
    }

    [Fact]
    public void Float64_gradients_are_clipped_too()
    {
        using var model = new TwoLayers();
        model.to(ScalarType.Float64);
        using var guard = Quiet.Watch(model);
        GradientGuardTests.Backward(model, ScalarType.Float64);

        guard.ClipGradNorm(0.01);

        Assert.Equal(0.01, nn.utils.clip_grad_norm_(model.parameters(), 1000), 1e-6);
    }

    [Fact]
    public void Non_contiguous_gradients_are_clipped_too()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        GradientGuardTests.Backward(model);
        foreach (var parameter in model.parameters().Where(parameter => parameter.ndim == 2))
            parameter.grad = parameter.grad!.t().contiguous().t();

        guard.ClipGradNorm(0.01);

        Assert.Equal(0.01, nn.utils.clip_grad_norm_(model.parameters(), 1000), 1e-6);
    }

    [Fact]
    public void Norms_before_and_after_clipping_are_kept_apart()
    {
        using var model = Model(1);
        using var guard = Quiet.Watch(model);

        var before = guard.ClipGradNorm(0.01);
        guard.Step();

        guard.ReadLatest(snapshot =>
        {
            Assert.Equal(before, snapshot.GlobalNormPreClip);
            Assert.Equal(0.01, snapshot.GlobalNormPostClip, 1e-6);
            Assert.True(snapshot.Clipped);
            Assert.Equal(1, snapshot.ClipRatio);
        });
    }

    [Fact]
    public void The_share_of_clipped_steps_counts_only_those_that_shrank()
    {
        using var model = Model(1);
        using var guard = Quiet.Watch(model);
        for (var step = 0; step < 10; step++)
        {
            GradientGuardTests.Backward(model);
            guard.ClipGradNorm(step % 2 == 0 ? 1e-3 : 1e3);
            guard.Step();
        }

        guard.ReadLatest(snapshot => Assert.Equal(0.5, snapshot.ClipRatio));
    }

    [Fact]
    public void A_NaN_norm_is_returned_or_thrown_as_asked()
    {
        using var model = Model(1);
        using var guard = Quiet.Watch(model);
        model.parameters().First().grad!.fill_(float.NaN);

        Assert.Contains("cannot be clipped", Assert.Throws<InvalidOperationException>(() => guard.ClipGradNorm(1, errorIfNonFinite: true)).Message);
        Assert.Equal(double.NaN, guard.ClipGradNorm(1));
    }

    [Fact]
    public void No_gradients_at_all_have_norm_zero()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);

        Assert.Equal(0, guard.ClipGradNorm(1));
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(double.NaN, 2)]
    [InlineData(1, 0)]
    [InlineData(1, double.NaN)]
    public void Arguments_outside_their_range_throw(double maxNorm, double normType)
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);

        Assert.Throws<ArgumentOutOfRangeException>(() => guard.ClipGradNorm(maxNorm, normType));
    }

    private static TwoLayers Model(int seed)
    {
        manual_seed(seed);
        var model = new TwoLayers();
        GradientGuardTests.Backward(model);
        return model;
    }
}
