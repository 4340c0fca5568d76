using GradGuard.Deep;
using static TorchSharp.torch;

namespace GradGuard.Runtime.Tests.Deep;

public class NoiseScaleTests
{
    private readonly List<string> _messages = [];

    [Fact]
    public void The_estimates_invert_the_expectation_of_a_noisy_gradient()
    {
        // E|G_B|² = |G|² + tr Σ / B.
        const double GradientSquared = 3, NoiseTrace = 50;

        var (gradientSquared, noiseTrace) = NoiseScale.Estimate(8, GradientSquared + (NoiseTrace / 8), 64, GradientSquared + (NoiseTrace / 64));

        Assert.Equal(GradientSquared, gradientSquared, 1e-12);
        Assert.Equal(NoiseTrace, noiseTrace, 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => NoiseScale.Estimate(8, 1, 8, 1));
    }

    [Fact]
    public void Noise_of_a_known_size_is_measured()
    {
        // The loss w·x has the gradient x, here of mean 1 and deviation 3 in each of 400 dimensions: tr Σ / |G|² = 9.
        using var model = new DotProduct(400);
        using var guard = Quiet.Watch(model, _messages);
        using var generator = new Generator(5);

        var noise = guard.MeasureNoiseScale(32, 4, _ => model.call(randn(4, 400, generator: generator).mul(3f).add(1f)).mean())!;

        Assert.Equal(400, noise.GradientSquared, 40.0);
        Assert.Equal(3600, noise.NoiseTrace, 180.0);
        Assert.Equal(9, noise.Simple!.Value, 1.0);

        // Each micro-batch's gradient is 1 with a variance of 9 / 4.
        Assert.Equal(1 / (1 + (9 / 4.0)), Assert.Single(noise.Layers).Cosine!.Value, 0.05);
    }

    [Fact]
    public void Equal_micro_batches_have_no_noise()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, _messages);
        using var input = randn(16, 4);

        var noise = guard.MeasureNoiseScale(4, 16, _ => model.call(input).square().mean())!;

        Assert.Equal(0, noise.Simple!.Value, 1e-4);
        Assert.All(noise.Layers, layer => Assert.Equal(1, layer.Cosine!.Value, 1e-5));
    }

    [Fact]
    public void Layers_whose_gradients_scale_together_are_correlated()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, _messages);
        using var input = randn(16, 4);

        var noise = guard.MeasureNoiseScale(5, 16, i => model.call(input).square().mean().mul(Math.Pow(10, i)))!;

        // The log10 norms of both layers are 0, 1, 2, 3, 4 and a constant: a variance of 2.5.
        Assert.Equal(2.5, noise.Covariance[0, 1], 1e-4);
        Assert.Equal(1, noise.Covariance.Correlation(0, 1), 1e-6);
    }

    [Fact]
    public void The_covariance_over_recent_steps_needs_two_of_them()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, _messages);
        using var input = randn(16, 4);
        for (var step = 0; step < 5; step++)
        {
            Assert.Equal(step < 2, guard.RecentCovariance() is null);
            model.zero_grad();
            model.call(input).square().mean().mul(Math.Pow(10, step)).backward();
            guard.Step();
        }

        Assert.Equal(5, guard.RecentCovariance()!.Observations);
        Assert.Equal(2.5, guard.RecentCovariance()![1, 0], 1e-4);
    }

    [Fact]
    public void Gradients_and_weights_stay_as_they_are()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, _messages);
        Guarding.GradientGuardTests.Backward(model);
        var before = model.parameters().Select(p => (p.grad!.data<float>().ToArray(), p.data<float>().ToArray())).ToList();

        guard.MeasureNoiseScale(2, 3, _ => model.call(randn(3, 4)).square().mean());
        guard.MeasureTopHessianEigenvalue(() => model.call(randn(3, 4)).square().mean());

        Assert.Equal(before, model.parameters().Select(p => (p.grad!.data<float>().ToArray(), p.data<float>().ToArray())));
    }

    [Fact]
    public void A_loss_that_fails_is_said_and_does_not_reach_the_training()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, _messages);

        Assert.Null(guard.MeasureNoiseScale(2, 1, _ => throw new InvalidOperationException("no batch")));
        Assert.Contains("no batch", Assert.Single(_messages));
    }

    [Fact]
    public void One_micro_batch_is_a_mistake()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, _messages);

        Assert.Contains("noise is what differs", Assert.Throws<ArgumentOutOfRangeException>(() => guard.MeasureNoiseScale(1, 1, _ => zeros(1))).Message);
    }
}
