using GradGuard.Activations;
using GradGuard.Runtime.Tests.Guarding;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Activations;

public class ExtendedTierTests
{
    private readonly List<string> _messages = [];

    [Fact]
    public void Is_measured_at_powers_of_two_and_then_at_every_nth_step()
    {
        var schedule = new ActivationSchedule(64);

        Assert.Equal([1L, 2, 4, 8, 16, 32, 64, 128, 192, 256], Enumerable.Range(1, 300).Select(step => (long)step).Where(schedule.IsDue));
        Assert.DoesNotContain(Enumerable.Range(1, 300), step => new ActivationSchedule(null).IsDue(step));
    }

    [Fact]
    public void A_guard_measures_activations_and_exponents_when_they_are_due()
    {
        using var model = Sequential(("fc1", Linear(4, 8)), ("act", Tanh()), ("fc2", Linear(8, 2)));
        using var guard = Quiet.Watch(model, _messages);
        var measured = new List<long>();
        for (var step = 1; step <= 10; step++)
        {
            GradientGuardTests.Backward(model);
            guard.Step();
            guard.ReadLatest(snapshot =>
            {
                if (snapshot.HasFreshActivations)
                    measured.Add(snapshot.Step);

                Assert.Equal(["fc1", "act", "fc2"], snapshot.Activations.Select(activation => activation.Path));
                Assert.Equal(2, snapshot.Exponents.Length);
                Assert.Equal(snapshot.Catalog.Layers[0].ElementCount, snapshot.Exponents[0].NonZeroCount + snapshot.Exponents[0].ZeroCount);
            });
        }

        Assert.Equal([1L, 2, 4, 8], measured);
        Assert.Empty(_messages);
    }

    [Fact]
    public void The_exponents_are_those_before_clipping_however_often_it_clips()
    {
        using var model = Sequential(("fc", Linear(4, 8)));
        using var guard = Quiet.Watch(model, _messages);
        GradientGuardTests.Backward(model);
        var highest = Math.ILogB(model.parameters().Max(parameter => parameter.grad!.abs().max().item<float>()));

        guard.ClipGradNorm(1e-6);
        guard.ClipGradNorm(1e-6);
        guard.Step();

        guard.ReadLatest(snapshot => Assert.Equal(highest, snapshot.Exponents[0].HighestExponent));
    }

    [Fact]
    public void Hooks_that_never_run_are_said_once_with_the_fix_and_are_no_healthy_zero()
    {
        using var model = new HeadFirst(throughCall: false);
        using var guard = Quiet.Watch(model, _messages);
        for (var step = 0; step < 10; step++)
        {
            GradientGuardTests.Backward(model);
            guard.Step();
        }

        Assert.Contains("write layer.call(x) instead of layer.forward(x)", Assert.Single(_messages));
        guard.ReadLatest(snapshot => Assert.Empty(snapshot.Activations));
    }

    [Fact]
    public void A_tier_that_is_turned_off_hooks_nothing()
    {
        using var model = new HeadFirst(throughCall: false);
        using var guard = Quiet.Watch(model, _messages, new GradientGuardOptions { MeasureActivationsEvery = null });
        for (var step = 0; step < 10; step++)
        {
            GradientGuardTests.Backward(model);
            guard.Step();
        }

        Assert.Empty(_messages);
        guard.ReadLatest(snapshot => Assert.Empty(snapshot.Exponents));
    }

    [Fact]
    public void Activations_that_saturate_from_the_start_are_found_within_a_few_steps()
    {
        manual_seed(3);
        using var model = Sequential(("fc1", Linear(4, 64)), ("act1", Tanh()), ("fc2", Linear(64, 64)), ("act2", Tanh()), ("head", Linear(64, 1)));
        using (no_grad())
            foreach (var (name, parameter) in model.named_parameters())
                if (name == "fc2.weight")
                    parameter.mul_(200f);

        using var guard = Quiet.Watch(model, _messages);
        for (var step = 0; step < 6; step++)
        {
            GradientGuardTests.Backward(model);
            guard.Step();
        }

        var finding = Assert.Single(guard.Findings, finding => finding.Symptom == Symptom.SaturatedActivations);
        Assert.Equal((Severity.Warning, "fc2", 4L), (finding.Severity, finding.Layer, finding.Step));
        Assert.Contains("act2 (Tanh)", finding.Message);
    }

    [Fact]
    public void A_classifier_that_is_sure_of_itself_is_no_saturation()
    {
        using var model = Sequential(("fc", Linear(4, 8)), ("out", Sigmoid()));
        using (no_grad())
            foreach (var parameter in model.parameters())
                parameter.mul_(1000f);

        using var guard = Quiet.Watch(model, _messages);
        for (var step = 0; step < 20; step++)
        {
            GradientGuardTests.Backward(model);
            guard.Step();
        }

        Assert.DoesNotContain(guard.Findings, finding => finding.Symptom == Symptom.SaturatedActivations);
    }

    [Fact]
    public void Dead_units_show_without_a_bias()
    {
        using var dying = Linear(4, 16, hasBias: false);
        using (no_grad())
            dying.weight!.fill_(-1f);

        using var model = Sequential(("fc", dying), ("act", ReLU()), ("head", Linear(16, 1)));
        using var guard = Quiet.Watch(model, _messages);
        for (var step = 0; step < 10; step++)
        {
            model.zero_grad();
            model.call(rand(16, 4)).square().mean().backward();
            guard.Step();
        }

        var finding = Assert.Single(guard.Findings, finding => finding.Symptom == Symptom.DeadUnits);
        Assert.Equal((Severity.Warning, "fc", 8L), (finding.Severity, finding.Layer, finding.Step));
    }

    [Fact]
    public void A_hook_that_fails_does_not_reach_the_forward_pass()
    {
        using var model = Sequential(("fc", Linear(4, 8)), ("bad", new DisposesItsOutput()));
        using var guard = Quiet.Watch(model, _messages);
        for (var step = 0; step < 4; step++)
        {
            foreach (var parameter in model.parameters())
                parameter.grad = ones_like(parameter);

            model.call(randn(2, 4));
            guard.Step();
        }

        Assert.Contains("left alone from now on", Assert.Single(_messages));
        Assert.NotEmpty(guard.LatestRows());
    }

    [Fact]
    public void Modules_that_appear_later_are_hooked_and_watched()
    {
        using var model = new Growing();
        using var guard = Quiet.Watch(model, _messages);
        for (var step = 0; step < 300; step++)
        {
            if (step == 10)
                model.Grow();

            GradientGuardTests.Backward(model);
            guard.Step();
        }

        Assert.Equal(["body", "late"], guard.Layers.Select(layer => layer.Path));
        guard.ReadLatest(snapshot => Assert.Equal(["body", "late"], snapshot.Activations.Select(activation => activation.Path)));
    }
}
