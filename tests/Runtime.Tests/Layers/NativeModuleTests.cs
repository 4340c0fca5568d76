using GradGuard.Runtime.Tests.Guarding;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Layers;

public class NativeModuleTests
{
    [Fact]
    public void The_inner_layers_of_a_transformer_encoder_have_names_of_their_own()
    {
        using var model = new TransformerEncoderModel();
        using var guard = Quiet.Watch(model);
        using var input = randn(5, 2, 8);
        model.call(input).square().mean().backward();
        guard.Step();

        Assert.Contains("encoder.layers.0.self_attn", guard.Layers.Select(layer => layer.Path));
        Assert.Contains("encoder.layers.1.linear2", guard.Layers.Select(layer => layer.Path));
        Assert.All(guard.LatestRows(), row => Assert.True(row.Norm > 0));
    }

    [Fact]
    public void A_recurrent_layer_is_one_layer_and_runs_before_its_head()
    {
        using var model = new SequenceClassifier();
        using var guard = Quiet.Watch(model);
        model.call(randn(3, 7, 1)).square().mean().backward();
        guard.Step();

        Assert.Equal(["memory", "head"], guard.Layers.Select(layer => layer.Path));
        Assert.Equal(["LSTM", "Linear"], guard.Layers.Select(layer => layer.ModuleType));
    }

    [Fact]
    public void A_gradient_that_vanishes_between_the_levels_of_one_native_layer_is_found_there()
    {
        manual_seed(1);
        using var model = LSTM(1, 16, 5, batchFirst: true);
        foreach (var parameter in model.parameters())
            init.normal_(parameter, 0, 0.01);

        using var guard = Quiet.Watch(model);
        for (var step = 0; step < 25; step++)
        {
            using var scope = NewDisposeScope();
            model.zero_grad();
            model.call(randn(4, 10, 1)).Item1.sub(1).square().mean().backward();
            guard.Step();
        }

        var finding = Assert.Single(guard.Findings, finding => finding.Severity >= Severity.Warning);
        Assert.Equal(Symptom.VanishingGradient, finding.Symptom);
        Assert.Contains("its level 0 (weight_ih_l0, weight_hh_l0)", finding.Message);
        Assert.EndsWith("of that of its highest level", finding.Message);
    }

    [Fact]
    public void Two_entries_of_one_name_in_a_Sequential_are_measured_apart()
    {
        using var model = Sequential(("fc", Linear(4, 4)), ("act", Tanh()), ("fc", Linear(4, 2)));
        using var guard = Quiet.Watch(model);
        GradientGuardTests.Backward(model);
        guard.Step();

        Assert.Equal(["fc", "fc#2"], guard.Layers.Select(layer => layer.Path));
        Assert.NotEqual(guard.LatestRows()[0].Norm, guard.LatestRows()[1].Norm);
    }

    [Fact]
    public void A_layer_that_thaws_during_the_run_is_watched_from_the_next_look_on()
    {
        using var model = new TwoLayers();
        foreach (var parameter in model.parameters().Take(2))
            parameter.requires_grad = false;

        using var guard = Quiet.Watch(model);
        for (var step = 0; step < 200; step++)
        {
            if (step == 20)
                foreach (var parameter in model.parameters())
                    parameter.requires_grad = true;

            GradientGuardTests.Backward(model);
            guard.Step();
        }

        Assert.Equal(["fc1", "fc2"], guard.Layers.Select(layer => layer.Path));
        Assert.Equal(0, guard.InternalErrorCount);
    }
}
