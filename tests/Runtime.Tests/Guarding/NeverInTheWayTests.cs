using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.Runtime.Tests.Guarding;

public class NeverInTheWayTests
{
    private readonly List<string> _messages = [];

    [Fact]
    public void A_model_with_no_parameters_names_RegisterComponents_and_training_goes_on()
    {
        using var model = new Unregistered();
        using var guard = Quiet.Watch(model, _messages);

        guard.ClipGradNorm(1);
        guard.Step(0.5);
        guard.Step(0.5);

        Assert.Contains("RegisterComponents()", Assert.Single(_messages));
        Assert.Equal(2, guard.StepCount);
    }

    [Fact]
    public void A_step_before_any_backward_is_said_once()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, _messages);

        for (var step = 0; step < 5; step++)
            guard.Step();

        Assert.Contains("Call Step after loss.backward() and before zero_grad()", Assert.Single(_messages));
        Assert.Empty(guard.Findings);
    }

    [Fact]
    public void A_layer_without_a_gradient_becomes_a_finding_once_it_lasts()
    {
        using var model = new WithUnusedLayer();
        using var guard = Quiet.Watch(model, _messages);
        using var optimizer = optim.SGD(model.parameters(), 0.01);
        for (var step = 0; step < 30; step++)
        {
            GradientGuardTests.Backward(model);
            optimizer.step();
            guard.Step();
        }

        var finding = Assert.Single(guard.Findings);
        Assert.Equal((Symptom.MissingGradient, "unused"), (finding.Symptom, finding.Layer));
    }

    [Fact]
    public void NaN_in_the_loss_is_a_finding()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, _messages);
        GradientGuardTests.Backward(model);
        using var loss = tensor(float.NaN);

        var findings = guard.Step(loss);

        Assert.Equal(Symptom.LossDiverging, Assert.Single(findings).Symptom);
        Assert.Empty(_messages);
    }

    [Fact]
    public void A_disposed_loss_is_said_once_and_the_step_is_measured_all_the_same()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, _messages);
        var loss = tensor(1f);
        loss.Dispose();
        for (var step = 0; step < 3; step++)
        {
            GradientGuardTests.Backward(model);
            guard.Step(loss);
        }

        Assert.Contains("disposed already", Assert.Single(_messages));
        Assert.NotEmpty(guard.LatestRows());
    }

    [Fact]
    public void A_model_disposed_before_its_guard_is_said_once()
    {
        var model = new TwoLayers();
        using var guard = Quiet.Watch(model, _messages);
        GradientGuardTests.Backward(model);
        guard.Step();
        model.Dispose();

        for (var step = 0; step < 5; step++)
        {
            guard.ClipGradNorm(1);
            guard.Step(0.5);
        }

        Assert.Contains("Dispose the guard before the model", Assert.Single(_messages));
    }

    [Fact]
    public void Watching_a_disposed_model_is_a_mistake_that_throws_or_finds_nothing()
    {
        var model = new TwoLayers();
        model.Dispose();

        var thrown = Record.Exception(() => Quiet.Watch(model, _messages).Dispose());

        Assert.True(thrown is ArgumentException || _messages.Count == 1);
    }

    [Fact]
    public void A_second_guard_takes_over_and_the_first_says_so()
    {
        using var model = new TwoLayers();
        var first = Quiet.Watch(model, _messages);
        using var second = Quiet.Watch(model, _messages);
        GradientGuardTests.Backward(model);

        first.Step();
        second.Step();
        first.Dispose();

        Assert.Empty(first.LatestRows());
        Assert.NotEmpty(second.LatestRows());
        Assert.Collection(
            _messages,
            message => Assert.Contains("was watched already", message),
            message => Assert.Contains("another guard watches this model now", message));
    }

    [Fact]
    public void Watching_again_after_Dispose_is_ordinary()
    {
        using var model = new TwoLayers();
        for (var epoch = 0; epoch < 3; epoch++)
        {
            using var guard = Quiet.Watch(model, _messages);
            GradientGuardTests.Backward(model);
            guard.Step();
        }

        Assert.Empty(_messages);
    }

    [Fact]
    public void Step_after_Dispose_is_said_once()
    {
        using var model = new TwoLayers();
        var guard = Quiet.Watch(model, _messages);
        guard.Dispose();

        guard.Step();
        guard.Step(0.5);
        guard.Dispose();

        Assert.Contains("after Dispose", Assert.Single(_messages));
    }

    [Fact]
    public void Clipping_still_clips_after_Dispose()
    {
        using var model = new TwoLayers();
        var guard = Quiet.Watch(model, _messages);
        guard.Dispose();
        GradientGuardTests.Backward(model);

        var before = guard.ClipGradNorm(0.01);

        Assert.True(before > 0.01);
        Assert.Equal(0.01, nn.utils.clip_grad_norm_(model.parameters(), 1000), 1e-6);
    }

    [Fact]
    public void An_error_inside_the_monitor_is_contained_said_once_and_after_three_in_a_row_it_switches_itself_off()
    {
        using var model = new Treacherous();
        using var guard = Quiet.Watch(model, _messages);
        model.Fails = true;
        for (var step = 0; step < 10; step++)
        {
            using var loss = model.call(ones(2, 4)).sum();
            loss.backward();
            guard.Step(loss);
        }

        Assert.Equal(3, guard.InternalErrorCount);
        Assert.Contains("contained, training goes on", _messages[0]);
        Assert.Contains("switched itself off", _messages[^1]);
    }

    [Fact]
    public void Clipping_still_clips_when_the_monitor_fails()
    {
        using var model = new Treacherous();
        using var guard = Quiet.Watch(model, _messages);
        model.call(ones(2, 4)).sum().backward();
        model.Fails = true;

        guard.ClipGradNorm(0.01);

        Assert.Equal(0.01, nn.utils.clip_grad_norm_(model.parameters(), 1000), 1e-6);
        Assert.Equal(1, guard.InternalErrorCount);
    }

    [Fact]
    public void Guards_of_several_models_on_several_threads_do_not_disturb_each_other()
    {
        const int Threads = 4, Steps = 60;
        var failures = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            try
            {
                using var model = new TwoLayers();
                List<string> messages = [];
                using var guard = Quiet.Watch(model, messages);
                using var optimizer = optim.SGD(model.parameters(), 0.01);
                for (var step = 0; step < Steps; step++)
                {
                    GradientGuardTests.Backward(model);
                    guard.ClipGradNorm(1);
                    optimizer.step();
                    guard.Step(0.5);
                }

                Assert.Equal((Steps, 0L), (guard.StepCount, guard.InternalErrorCount));
                Assert.Empty(messages);
            }
            catch (Exception exception)
            {
                failures.Enqueue(exception);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Empty(failures);
    }

    [Fact]
    public void A_model_that_another_thread_runs_meanwhile_is_not_disturbed()
    {
        using var model = new TwoLayers();
        var isDone = 0;
        Exception? failure = null;
        using (GradientGuard guard = Quiet.Watch(model, _messages, new GradientGuardOptions { MeasureActivationsEvery = 1 }))
        {
            GradientGuardTests.Backward(model);
            guard.Step();
            var server = new Thread(() =>
            {
                try
                {
                    using var input = randn(3, 4);
                    using var _ = no_grad();
                    while (Volatile.Read(ref isDone) == 0)
                        model.call(input).Dispose();
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            });
            server.Start();
            for (var step = 0; step < 200; step++)
            {
                GradientGuardTests.Backward(model);
                guard.Step();
            }

            Volatile.Write(ref isDone, 1);
            server.Join();
        }

        Assert.Null(failure);
        Assert.DoesNotContain(_messages, message => message.Contains("contained", StringComparison.Ordinal));
    }

    [Fact]
    public void Step_and_Dispose_from_different_threads_do_not_throw()
    {
        for (var repetition = 0; repetition < 20; repetition++)
        {
            using var model = new TwoLayers();
            var guard = Quiet.Watch(model, []);
            GradientGuardTests.Backward(model);
            var disposal = new Thread(guard.Dispose);
            disposal.Start();
            for (var step = 0; step < 10; step++)
                guard.Step();

            disposal.Join();
        }
    }

    [Fact]
    public void A_model_converted_to_and_fro_during_training_is_followed()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, _messages);
        for (var step = 0; step < 40; step++)
        {
            var type = (step / 5 % 3) switch { 0 => ScalarType.Float32, 1 => ScalarType.Float64, _ => ScalarType.BFloat16 };
            model.to(type);
            GradientGuardTests.Backward(model, type);
            guard.Step();
        }

        Assert.Empty(_messages);
        guard.ReadLatest(snapshot => Assert.Equal(40, snapshot.Step));
    }

    [Fact]
    public void A_full_disk_is_said_when_watching_begins()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has /dev/full");
        using var model = new TwoLayers();

        Assert.Contains("cannot be written", Assert.Throws<ArgumentException>(
            () => GradientGuard.Watch(model, new GradientGuardOptions { RunLogPath = "/dev/full" })).Message);
    }

    [Fact]
    public void A_message_sink_that_throws_does_not_reach_training()
    {
        using var model = new TwoLayers();
        using var guard = GradientGuard.Watch(model, new GradientGuardOptions { MessageSink = _ => throw new InvalidOperationException("sink") });

        guard.Step();
    }
}
