using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Guarding;

/// <summary>What nobody should do with a guard, and somebody will: training goes on through all of it.</summary>
public class HostileUseTests
{
    private readonly List<string> _messages = [];

    [Fact]
    public void A_guard_disposed_inside_a_forward_hook_leaves_the_forward_pass_alone()
    {
        using var inner = Linear(4, 8);
        using var model = Sequential(("fc1", inner), ("act", ReLU()), ("fc2", Linear(8, 3)));
        var guard = Quiet.Watch(model, _messages);
        inner.register_forward_hook((_, _, _) =>
        {
            guard.Dispose();
            return null!;
        });

        for (var step = 0; step < 3; step++)
        {
            GradientGuardTests.Backward(model);
            guard.ClipGradNorm(1);
            guard.Step(0.5);
        }

        Assert.Contains("after Dispose", Assert.Single(_messages));
    }

    [Fact]
    public void A_guard_disposed_before_its_first_step_leaves_no_hook()
    {
        using var model = new HookCounting();
        var guard = Quiet.Watch(model, _messages);
        var hooksWhileWatching = model.Hooks;

        guard.Dispose();

        Assert.Equal((1, 0), (hooksWhileWatching, model.Hooks));
    }

    [Fact]
    public void A_guard_disposed_between_clipping_and_the_step_is_said_once()
    {
        using var model = new TwoLayers();
        var guard = Quiet.Watch(model, _messages);
        GradientGuardTests.Backward(model);
        guard.ClipGradNorm(1);
        guard.Dispose();

        guard.Step(0.5);

        Assert.Contains("after Dispose", Assert.Single(_messages));
    }

    [Fact]
    public void Clipping_after_Dispose_is_idle_without_gradients_and_with_a_threshold_past_float32()
    {
        using var model = new TwoLayers();
        var guard = Quiet.Watch(model, _messages);
        guard.Dispose();

        Assert.Equal(0, guard.ClipGradNorm(1));
        guard.ClipGradValue(1);
        GradientGuardTests.Backward(model);

        Assert.Equal(guard.ClipGradNorm(double.MaxValue), guard.ClipGradNorm(double.PositiveInfinity));
        guard.ClipGradValue(double.MaxValue);
    }

    [Fact]
    public void Everything_that_a_guard_tells_can_be_asked_of_a_disposed_guard_of_a_disposed_model()
    {
        var model = new TwoLayers();
        var guard = Quiet.Watch(model, _messages);
        GradientGuardTests.Backward(model);
        guard.Step();
        model.Dispose();
        guard.Dispose();

        Assert.NotEmpty(guard.LatestRows());
        Assert.NotNull(guard.Report());
        Assert.Null(guard.MeasureTopHessianEigenvalue(() => ones(1)));
        Assert.Null(guard.RecentCovariance());
        Assert.Equal(0, guard.ClipGradNorm(1));
    }

    [Fact]
    public void The_latest_step_can_be_read_from_two_threads_while_the_model_changes_under_them()
    {
        using var model = new Growing();
        using var guard = Quiet.Watch(model, _messages);
        var isDone = 0;
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var readers = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            try
            {
                while (Volatile.Read(ref isDone) == 0)
                    guard.ReadLatest(snapshot => Assert.Equal(snapshot.Catalog.Layers.Length, snapshot.Layers.Length));
            }
            catch (Exception exception)
            {
                failures.Enqueue(exception);
            }
        })).ToList();
        readers.ForEach(reader => reader.Start());
        for (var step = 0; step < 300; step++)
        {
            if (step == 20)
                model.Grow();

            GradientGuardTests.Backward(model);
            guard.Step();
        }

        Volatile.Write(ref isDone, 1);
        readers.ForEach(reader => reader.Join());
        Assert.Empty(failures);
        Assert.Empty(_messages);
        Assert.Equal(2, guard.Layers.Length);
    }

    [Fact]
    public void Steps_from_two_threads_are_all_counted()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, _messages);
        GradientGuardTests.Backward(model);
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            for (var step = 0; step < 200; step++)
            {
                guard.ClipGradNorm(1);
                guard.Step(0.5);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal((400, 0L), (guard.StepCount, guard.InternalErrorCount));
        Assert.Empty(_messages);
    }

    [Fact]
    public void A_model_of_2000_layers_is_watched_within_its_budget()
    {
        using var model = Sequential(Enumerable.Range(0, 2000).Select(i => ($"fc{i}", (Module<Tensor, Tensor>)Linear(4, 4))));
        using var guard = Quiet.Watch(model, _messages);
        for (var step = 0; step < 3; step++)
        {
            GradientGuardTests.Backward(model);
            guard.ClipGradNorm(1);
            guard.Step(0.5);
        }

        Assert.InRange(guard.Layers.Length, 2, 512);
        Assert.Empty(_messages);
        Assert.Equal(0, guard.InternalErrorCount);
    }

    [Fact]
    public void NaN_in_the_first_step_is_found_and_does_not_spoil_the_steps_after_it()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, _messages);
        using var optimizer = optim.SGD(model.parameters(), 1e-3);
        model.call(full([16, 4], float.NaN)).square().mean().backward();
        var first = guard.Step();
        for (var step = 0; step < 60; step++)
        {
            GradientGuardTests.Backward(model);
            optimizer.step();
            guard.Step(0.5);
        }

        Assert.Contains(first, finding => finding.Symptom == Symptom.NonFiniteGradient);
        Assert.DoesNotContain(guard.Findings, finding => finding.Step > 1 && finding.Severity >= Severity.Warning);
        guard.ReadLatest(snapshot => Assert.True(double.IsFinite(snapshot.RecentMaxNorms[0])));
        Assert.Empty(_messages);
    }

    [Fact]
    public void A_message_sink_may_dispose_the_guard()
    {
        using var model = new TwoLayers();
        GradientGuard guard = null!;
        guard = GradientGuard.Watch(model, new GradientGuardOptions { MessageSink = _ => guard.Dispose() });

        guard.Step();
        GradientGuardTests.Backward(model);
        guard.Step();

        Assert.Equal(1, guard.StepCount);
    }

    /// <summary>Counts the hooks that it carries itself.</summary>
    private sealed class HookCounting : Module<Tensor, Tensor>
    {
        private readonly Linear _fc = Linear(4, 3);

        public HookCounting()
            : base(nameof(HookCounting)) => RegisterComponents();

        public int Hooks { get; private set; }

        public new Remover register_forward_hook(Action<Module> hook)
        {
            Hooks++;
            return new Remover(this);
        }

        public override Tensor forward(Tensor input) => _fc.call(input);

        public sealed class Remover(HookCounting model)
        {
            public void remove() => model.Hooks--;
        }
    }
}
