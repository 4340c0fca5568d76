using GradGuard.Layers;
using GradGuard.Runtime.Tests.Guarding;
using static TorchSharp.torch;

namespace GradGuard.Runtime.Tests.Layers;

public class LayerFilterTests
{
    [Theory]
    [InlineData("fc1", "fc1", true)]
    [InlineData("fc1", "fc10", false)]
    [InlineData("encoder", "encoder.layers.0", true)]
    [InlineData("*", "encoder.layers.0", true)]
    [InlineData("*.attention", "block0.attention", true)]
    [InlineData("*.attention", "blocks.0.attention", false)]
    [InlineData("blocks.*.attention", "blocks.0.attention.q", true)]
    [InlineData("**.attention", "model.blocks.0.attention", true)]
    [InlineData("fc?", "fc7", true)]
    [InlineData("fc?", "fc", false)]
    [InlineData("a+b", "a+b", true)]
    [InlineData("a+b", "aab", false)]
    public void A_pattern_fits_whole_segments_and_what_is_inside_them(string pattern, string path, bool fits)
    {
        Assert.Equal(fits, new LayerFilter([pattern], []).Watches(path));
        Assert.Equal(!fits, new LayerFilter([], [pattern]).Watches(path));
    }

    [Fact]
    public void Exclusion_wins_over_inclusion()
    {
        var filter = new LayerFilter(["encoder"], ["encoder.norm"]);

        Assert.Equal((true, false, false), (filter.Watches("encoder.fc"), filter.Watches("encoder.norm"), filter.Watches("decoder.fc")));
    }

    [Fact]
    public void Only_watched_layers_have_a_series_but_the_global_norm_and_clipping_concern_all()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, new GradientGuardOptions { ExcludeLayers = ["fc2"] });
        GradientGuardTests.Backward(model);
        var expected = nn.utils.clip_grad_norm_(model.parameters(), 1e9);

        var total = guard.ClipGradNorm(0.01);
        guard.Step();

        Assert.Equal(expected, total, 1e-5);
        Assert.Equal(0.01, nn.utils.clip_grad_norm_(model.parameters(), 1e9), 1e-6);
        Assert.Equal(["fc1"], guard.LatestRows().Select(row => row.Path));
        guard.ReadLatest(snapshot => Assert.Equal(["fc1"], snapshot.Activations.Select(activation => activation.Path)));
    }

    [Fact]
    public void The_largest_magnitude_counts_all_layers_too()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, new GradientGuardOptions { IncludeLayers = ["fc1"] });
        GradientGuardTests.Backward(model);
        model.get_parameter("fc2.bias")!.grad!.fill_(100f);

        Assert.Equal(100, guard.ClipGradNorm(1, double.PositiveInfinity));
        guard.ClipGradValue(0.5);

        Assert.Equal(0.5, model.get_parameter("fc2.bias")!.grad!.max().item<float>(), 1e-6);
    }

    [Fact]
    public void Leaving_out_everything_is_said()
    {
        using var model = new TwoLayers();
        List<string> messages = [];
        using var guard = Quiet.Watch(model, messages, new GradientGuardOptions { IncludeLayers = ["encoder"] });

        Assert.Contains("leave out every layer", Assert.Single(messages));
    }

    [Fact]
    public void An_empty_pattern_is_a_mistake()
    {
        Assert.Throws<ArgumentException>(() => new GradientGuardOptions { IncludeLayers = [""] });
        Assert.Throws<ArgumentException>(() => new GradientGuardOptions { ExcludeLayers = default });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientGuardOptions { MeasureActivationsEvery = 0 });
    }
}
