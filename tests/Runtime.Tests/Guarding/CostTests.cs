using TorchSharp;
using TorchSharp.Modules;

namespace GradGuard.Runtime.Tests.Guarding;

/// <summary>Alone: what others allocate meanwhile would count as the guard's.</summary>
[CollectionDefinition(nameof(CostTests), DisableParallelization = true)]
[Collection(nameof(CostTests))]
public sealed class CostTests : IDisposable
{
    // These models have no optimizer, which is a finding after 33 steps; every 128 steps the model is enumerated anew.
    private const int StepsUntilAllIsSaid = 130;

    // Bytes: a header and a pointer to its type, with room for one field. Kept once a step, it is the least leak there is.
    private const int SmallestObject = 24;

    private readonly string _log = Path.GetTempFileName();

    public void Dispose() => File.Delete(_log);

    [Fact]
    public void A_step_allocates_nothing_beyond_the_wrappers_that_reading_a_gradient_makes()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        var parameters = model.parameters().ToArray();
        GradientGuardTests.Backward(model);
        for (var step = 0; step < StepsUntilAllIsSaid; step++)
        {
            ReadGradients(parameters);
            guard.Step(0.5);
        }

        var wrappers = Allocated(() => ReadGradients(parameters));
        var own = Allocated(() => guard.Step(0.5));

        Assert.Equal(wrappers, own);
    }

    [Fact]
    public void Clipping_and_the_step_after_it_allocate_nothing_of_their_own_either()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        var parameters = model.parameters().ToArray();
        GradientGuardTests.Backward(model);
        for (var step = 0; step < StepsUntilAllIsSaid; step++)
        {
            ReadGradients(parameters);
            guard.ClipGradNorm(1e3);
            guard.ClipGradNorm(1e-3);
            guard.Step(0.5);
        }

        var wrappers = Allocated(() => ReadGradients(parameters));
        var own = Allocated(() =>
        {
            guard.ClipGradNorm(1e3);
            guard.ClipGradNorm(1e-3);
            guard.Step(0.5);
        });

        Assert.Equal(2 * wrappers, own);
    }

    [Fact]
    public void Five_thousand_steps_leave_as_many_live_tensors_as_before()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, new GradientGuardOptions { RunLogPath = _log });
        GradientGuardTests.Backward(model);
        guard.Step(0.5);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        for (var step = 0; step < 5000; step++)
        {
            guard.ClipGradNorm(step % 2 == 0 ? 1e3 : 1e-9);
            guard.Step(0.5);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Five_thousand_steps_leave_the_managed_heap_as_it_was()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        GradientGuardTests.Backward(model);

        var kept = KeptByARound(() =>
        {
            for (var step = 0; step < 5000; step++)
                guard.Step(0.5);
        });

        // Half of what the smallest object, kept once a step, would take.
        Assert.InRange(kept, long.MinValue, 64 * 1024);
    }

    [Fact]
    public void Forty_thousand_steps_with_clipping_and_all_tiers_leave_tensors_and_heap_as_they_were()
    {
        using var model = torch.nn.Sequential(("fc1", torch.nn.Linear(4, 16)), ("act", torch.nn.ReLU()), ("fc2", torch.nn.Linear(16, 1)));
        using var guard = Quiet.Watch(model, new GradientGuardOptions { MeasureActivationsEvery = 8 });
        Train(200);
        var tensors = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        var kept = KeptByARound(() => Train(8000));

        Assert.Equal(tensors, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
        Assert.InRange(kept, long.MinValue, 8000 * SmallestObject - 1);
        Assert.Equal(0, guard.InternalErrorCount);

        void Train(int steps)
        {
            using var scope = torch.NewDisposeScope();
            GradientGuardTests.Backward(model);
            using var input = torch.randn(8, 4);
            for (var step = 0; step < steps; step++)
            {
                model.call(input).Dispose();
                guard.ClipGradNorm(step % 2 == 0 ? 1e3 : 1);
                guard.Step(0.5);
                if (step % 1000 == 0)
                {
                    guard.MeasureNoiseScale(2, 8, _ => model.call(input).square().mean());
                    guard.MeasureTopHessianEigenvalue(() => model.call(input).square().mean(), mostIterations: 3);
                    GradientGuardTests.Backward(model);
                }
            }
        }
    }

    /// <summary>
    /// Bytes of the managed heap that a round leaves behind, the median of five: what a step keeps grows in every round, while the
    /// runtime's pools and what reports the other tests grow in one or two, by hundreds of kilobytes.
    /// </summary>
    private static long KeptByARound(Action round)
    {
        var kept = new long[5];
        var before = ManagedHeap.Live();
        for (var i = 0; i < kept.Length; i++)
        {
            round();
            var after = ManagedHeap.Live();
            kept[i] = after - before;
            before = after;
        }

        Array.Sort(kept);
        return kept[kept.Length / 2];
    }

    private static long Allocated(Action action)
    {
        const int Times = 50;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++)
            action();

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Times;
    }

    private static void ReadGradients(Parameter[] parameters)
    {
        foreach (var parameter in parameters)
            parameter.grad?.Dispose();
    }
}
