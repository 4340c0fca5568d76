using GradGuard.Runtime.Tests.Guarding;
using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.Runtime.Tests.Updates;

public class UpdateRatioTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    public void Is_the_norm_of_the_step_over_the_norm_of_the_weights(ScalarType type)
    {
        using var model = new TwoLayers();
        model.to(type);
        using var guard = Quiet.Watch(model);
        using var optimizer = optim.SGD(model.parameters(), 0.5);
        Step(model, optimizer, guard, type);
        using var before = model.get_parameter("fc1.weight")!.detach().clone();
        using var biasBefore = model.get_parameter("fc1.bias")!.detach().clone();

        Step(model, optimizer, guard, type);

        var update = Norm(model.get_parameter("fc1.weight")!.sub(before), model.get_parameter("fc1.bias")!.sub(biasBefore));
        var weight = Norm(model.get_parameter("fc1.weight")!, model.get_parameter("fc1.bias")!);
        guard.ReadLatest(snapshot =>
        {
            Assert.True(snapshot.HasFreshUpdates);
            Assert.Equal(update / weight, snapshot.UpdateRatios[0], 1e-3 * update / weight);
            Assert.Equal(weight, snapshot.WeightNorms[0], 1e-3 * weight);
        });
    }

    [Fact]
    public void Is_measured_in_the_first_steps_and_then_in_every_tenth()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        using var optimizer = optim.SGD(model.parameters(), 0.5);
        var measured = new List<long>();
        for (var step = 1; step <= 41; step++)
        {
            Step(model, optimizer, guard);
            guard.ReadLatest(snapshot =>
            {
                if (snapshot.HasFreshUpdates)
                    measured.Add(snapshot.Step);
            });
        }

        Assert.Equal([2L, 3, 4, 5, 10, 20, 30, 40], measured);
    }

    [Fact]
    public void Weights_that_never_move_are_reported_once_after_enough_steps_for_any_accumulation()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        using var optimizer = optim.SGD(model.parameters(), 0);
        for (var step = 0; step < 100; step++)
            Step(model, optimizer, guard);

        var finding = Assert.Single(guard.Findings);
        Assert.Equal((Symptom.StalledLayer, Severity.Warning, "", 33L), (finding.Symptom, finding.Severity, finding.Layer, finding.Step));
    }

    [Fact]
    public void Gradient_accumulation_is_no_stall()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        for (var step = 1; step <= 100; step++)
        {
            GradientGuardTests.Backward(model);
            if (step % 8 == 0)
                optimizer.step();

            guard.Step();
        }

        Assert.Empty(guard.Findings);
        guard.ReadLatest(snapshot => Assert.True(snapshot.UpdateRatios[0] > 0));
    }

    [Fact]
    public void A_layer_that_the_optimizer_does_not_own_is_named()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        using var optimizer = optim.SGD([model.get_parameter("fc1.weight")!, model.get_parameter("fc1.bias")!], 0.1);
        for (var step = 0; step < 10; step++)
            Step(model, optimizer, guard);

        var finding = Assert.Single(guard.Findings);
        Assert.Equal((Symptom.StalledLayer, Severity.Warning, "fc2"), (finding.Symptom, finding.Severity, finding.Layer));
    }

    [Fact]
    public void A_schedule_that_ends_at_zero_is_only_an_info()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        for (var step = 0; step < 100; step++)
        {
            if (step == 50)
                foreach (var group in optimizer.ParamGroups)
                    group.LearningRate = 0;

            Step(model, optimizer, guard);
        }

        Assert.Equal(Severity.Info, Assert.Single(guard.Findings).Severity);
    }

    [Fact]
    public void Survives_a_dispose_scope_around_the_step()
    {
        using var model = new TwoLayers();
        model.to(ScalarType.BFloat16);
        using var guard = Quiet.Watch(model);
        using var optimizer = optim.SGD(model.parameters(), 0.5);
        for (var step = 0; step < 4; step++)
        {
            using var scope = NewDisposeScope();
            Step(model, optimizer, guard, ScalarType.BFloat16);
        }

        Assert.Equal(0, guard.InternalErrorCount);
        guard.ReadLatest(snapshot => Assert.True(snapshot.UpdateRatios[0] > 0));
    }

    private static void Step(TwoLayers model, optim.Optimizer optimizer, GradientGuard guard, ScalarType type = ScalarType.Float32)
    {
        GradientGuardTests.Backward(model, type);
        optimizer.step();
        guard.Step();
    }

    private static double Norm(params Tensor[] tensors) =>
        Math.Sqrt(tensors.Sum(tensor => Math.Pow(tensor.detach().to_type(ScalarType.Float64).norm().ToDouble(), 2)));
}
