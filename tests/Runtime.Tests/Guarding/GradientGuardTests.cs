using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Guarding;

public class GradientGuardTests
{
    [Fact]
    public void Measures_each_layers_norm_as_torch_does()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);

        Backward(model);
        guard.Step();

        var rows = guard.LatestRows();
        Assert.Equal(["fc1", "fc2"], rows.Select(row => row.Path));
        Assert.Equal(["Linear", "Linear"], rows.Select(row => row.ModuleType));
        Assert.Equal(TorchNorm(model, "fc1."), rows[0].Norm!.Value, 1e-6);
        Assert.Equal(TorchNorm(model, "fc2."), rows[1].Norm!.Value, 1e-6);
    }

    [Fact]
    public void Names_layers_in_order_of_execution_when_they_run_through_call()
    {
        using var model = new HeadFirst(throughCall: true);
        using var guard = Quiet.Watch(model);

        Backward(model);
        guard.Step();

        Assert.Equal(["body", "head"], guard.Layers.Select(layer => layer.Path));
    }

    [Fact]
    public void Keeps_the_order_of_registration_when_layers_run_through_forward()
    {
        using var model = new HeadFirst(throughCall: false);
        using var guard = Quiet.Watch(model);

        Backward(model);
        guard.Step();

        Assert.Equal(["head", "body"], guard.Layers.Select(layer => layer.Path));
    }

    [Fact]
    public void Leaves_no_hook_behind()
    {
        using var model = new TwoLayers();
        using (var guard = Quiet.Watch(model))
        {
            Backward(model);
            guard.Step();
            Backward(model);
            guard.Step();
        }

        using var again = Quiet.Watch(model);
        Backward(model);
        again.Step();

        Assert.Equal(["fc1", "fc2"], again.Layers.Select(layer => layer.Path));
    }

    [Fact]
    public void Leaves_gradients_and_weights_as_they_are()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        Backward(model);
        var before = model.parameters().Select(p => (p.grad!.data<float>().ToArray(), p.data<float>().ToArray())).ToList();

        guard.Step();

        Assert.Equal(before, model.parameters().Select(p => (p.grad!.data<float>().ToArray(), p.data<float>().ToArray())));
    }

    [Fact]
    public void Frozen_parameters_are_left_out()
    {
        using var model = new WithUnusedLayer();
        foreach (var parameter in model.Unused.parameters())
            parameter.requires_grad = false;

        using var guard = Quiet.Watch(model);

        Assert.Equal(["used"], guard.Layers.Select(layer => layer.Path));
    }

    [Fact]
    public void A_layer_frozen_during_the_run_is_left_out_from_then_on()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        Backward(model);
        guard.Step();

        model.zero_grad();
        foreach (var (name, parameter) in model.named_parameters())
            parameter.requires_grad = !name.StartsWith("fc1.", StringComparison.Ordinal);

        Backward(model);
        guard.Step();

        Assert.Equal(["fc2"], guard.Layers.Select(layer => layer.Path));
        Assert.Empty(guard.Findings);
    }

    [Fact]
    public void A_model_converted_to_another_type_is_followed()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        Backward(model);
        guard.Step();

        model.to(ScalarType.Float64);
        Backward(model, ScalarType.Float64);
        guard.Step();

        Assert.Equal(TorchNorm(model, "fc1."), guard.LatestRows()[0].Norm!.Value, 1e-9);
        Assert.Equal(0, guard.InternalErrorCount);
    }

    [Fact]
    public void A_tied_weight_is_counted_once()
    {
        using var shared = Linear(4, 4);
        using var model = Sequential(("first", shared), ("act", Tanh()), ("second", shared));
        using var guard = Quiet.Watch(model);

        Backward(model);
        guard.Step();

        Assert.Equal(["first"], guard.Layers.Select(layer => layer.Path));
    }

    [Fact]
    public void Only_every_nth_step_is_measured()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, new GradientGuardOptions { SampleEvery = 3 });
        var measured = new List<long>();
        for (var step = 0; step < 7; step++)
        {
            Backward(model);
            guard.Step();
            guard.ReadLatest(snapshot => measured.Add(snapshot.Step));
        }

        Assert.Equal([1L, 1, 1, 4, 4, 4, 7], measured);
        Assert.Equal(7, guard.StepCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void Bad_options_throw_at_once_and_say_what_to_do(int value)
    {
        Assert.Contains("every n-th", Assert.ThrowsAny<ArgumentException>(() => new GradientGuardOptions { SampleEvery = value }).Message);
        Assert.Contains("between 1 and 2000", Assert.ThrowsAny<ArgumentException>(() => new GradientGuardOptions { LayerBudget = value }).Message);
        Assert.ThrowsAny<ArgumentException>(() => new GradientGuardOptions { ModelName = "" });
        Assert.ThrowsAny<ArgumentException>(() => new GradientGuardOptions { RunLogPath = "" });
        Assert.ThrowsAny<ArgumentException>(() => new GradientGuardOptions { Detectors = null! });
    }

    [Fact]
    public void No_model_throws_at_once()
    {
        Assert.Throws<ArgumentNullException>(() => GradientGuard.Watch(null!));
    }

    [Fact]
    public void A_run_log_that_cannot_be_written_throws_at_once()
    {
        using var model = new TwoLayers();

        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has /proc");
        Assert.Contains("writable folder", Assert.Throws<ArgumentException>(
            () => GradientGuard.Watch(model, new GradientGuardOptions { RunLogPath = "/proc/none/run.gradguard.jsonl" })).Message);
    }

    [Fact]
    public void The_layer_budget_groups_layers_and_counts_them()
    {
        using var model = Sequential([.. Enumerable.Range(0, 10).Select(i => ($"fc{i}", (Module<Tensor, Tensor>)Linear(4, 4)))]);
        using var guard = Quiet.Watch(model, new GradientGuardOptions { LayerBudget = 5 });

        Backward(model);
        guard.Step();

        Assert.Equal(5, guard.Layers.Length);
        guard.ReadLatest(snapshot => Assert.Equal(5, snapshot.Catalog.DroppedLayers));
    }

    internal static void Backward(Module<Tensor, Tensor> model, ScalarType type = ScalarType.Float32)
    {
        model.zero_grad();
        using var input = randn(16, 4, type);
        using var output = model.call(input);
        using var loss = output.square().mean();
        loss.backward();
    }

    private static double TorchNorm(Module model, string prefix) =>
        Math.Sqrt(model.named_parameters().Where(pair => pair.Item1.StartsWith(prefix, StringComparison.Ordinal)).Sum(pair => Math.Pow(pair.Item2.grad!.norm().ToDouble(), 2)));
}
