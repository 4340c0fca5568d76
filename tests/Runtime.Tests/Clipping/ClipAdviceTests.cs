using GradGuard.Clipping;
using GradGuard.Runtime.Tests.Guarding;
using static TorchSharp.torch;

namespace GradGuard.Runtime.Tests.Clipping;

public class ClipAdviceTests
{
    [Fact]
    public void Says_where_the_threshold_stands_and_what_would_catch_spikes_only()
    {
        var history = new ClipHistory(spikeFactor: 10);
        for (var norm = 1; norm <= 100; norm++)
            history.Add(norm, threshold: 20.5, factor: Math.Min(1, 20.5 / norm));

        var advice = history.Advice!.Value;

        Assert.Equal(100, advice.Steps);
        Assert.Equal(0.2, advice.ThresholdPercentile, 1e-9);
        Assert.Equal(0.8, advice.ShrunkShare, 1e-9);
        Assert.InRange(advice.SuggestedThreshold, 94, 96);
        Assert.Equal(20.5 / 51, advice.MedianFactor, 1e-2);
        Assert.Equal(100, advice.LargestNorm);
    }

    [Fact]
    public void Spikes_do_not_raise_the_suggestion()
    {
        var history = new ClipHistory(spikeFactor: 10);
        for (var step = 0; step < 100; step++)
            history.Add(step % 10 == 0 ? 1000 : 1 + (step / 100.0), threshold: 5, factor: step % 10 == 0 ? 0.005 : 1);

        Assert.InRange(history.Advice!.Value.SuggestedThreshold, 1.8, 2);
        Assert.Equal((0.1, 1.0), (history.Advice!.Value.ShrunkShare, history.Advice!.Value.MedianFactor));
    }

    [Fact]
    public void A_norm_that_is_no_number_teaches_nothing()
    {
        var history = new ClipHistory(spikeFactor: 10);
        history.Add(double.NaN, 1, double.NaN);

        Assert.Null(history.Advice);
    }

    [Theory]
    [InlineData(1e-2, Symptom.ClippingTooAggressive)]
    [InlineData(1e9, Symptom.ClippingIdle)]
    public void A_threshold_that_is_far_off_is_an_info_with_advice(double threshold, Symptom symptom)
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        using var optimizer = optim.SGD(model.parameters(), 1e-3);
        for (var step = 0; step < 110; step++)
        {
            GradientGuardTests.Backward(model);
            guard.ClipGradNorm(threshold);
            optimizer.step();
            guard.Step();
        }

        var finding = Assert.Single(guard.Findings);
        Assert.Equal((symptom, Severity.Info), (finding.Symptom, finding.Severity));
        Assert.Contains("would catch spikes", finding.Message);
    }

    [Fact]
    public void Clipping_that_acted_early_on_and_rests_later_is_not_idle()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        using var optimizer = optim.SGD(model.parameters(), 1e-3);
        for (var step = 0; step < 250; step++)
        {
            GradientGuardTests.Backward(model);
            guard.ClipGradNorm(step == 0 ? 1e-3 : 1e9);
            optimizer.step();
            guard.Step();
        }

        Assert.Empty(guard.Findings);
    }
}
