using GradGuard.Layers;
using GradGuard.Snapshots;

namespace GradGuard.Runtime.Tests.Snapshots;

public class SnapshotExchangeTests
{
    private readonly SnapshotExchange _exchange = new(LayerCatalog.Build([new("fc.weight", 4, 2, "Linear")], "Net", 512));

    [Fact]
    public void Readers_see_nothing_before_the_first_step()
    {
        using var lease = _exchange.Read();

        Assert.Null(lease.Snapshot);
    }

    [Fact]
    public void Two_instances_serve_a_run_that_nobody_reads()
    {
        var instances = new HashSet<StepSnapshot>();
        for (var step = 1; step <= 100; step++)
        {
            var snapshot = _exchange.Rent();
            instances.Add(snapshot);
            _exchange.Publish(snapshot);
        }

        Assert.Equal(2, instances.Count);
    }

    [Fact]
    public void A_snapshot_that_is_being_read_is_not_written_to()
    {
        var first = _exchange.Rent();
        _exchange.Publish(first);

        using var lease = _exchange.Read();
        for (var step = 0; step < 5; step++)
        {
            var next = _exchange.Rent();
            Assert.NotSame(first, next);
            _exchange.Publish(next);
        }

        Assert.Same(first, lease.Snapshot);
    }

    [Fact]
    public async Task A_reader_on_another_thread_never_sees_half_a_step()
    {
        const int Steps = 200_000;
        using var done = new CancellationTokenSource();
        var torn = 0;
        var reader = Task.Run(Read, TestContext.Current.CancellationToken);

        for (var step = 1; step <= Steps; step++)
        {
            var snapshot = _exchange.Rent();
            snapshot.Step = step;
            snapshot.GlobalNormPreClip = step;
            _exchange.Publish(snapshot);
        }

        done.Cancel();
        await reader.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, torn);

        void Read()
        {
            while (!done.IsCancellationRequested)
            {
                using var lease = _exchange.Read();
                if (lease.Snapshot is { } snapshot && snapshot.Step != (long)snapshot.GlobalNormPreClip)
                    Interlocked.Increment(ref torn);
            }
        }
    }
}
