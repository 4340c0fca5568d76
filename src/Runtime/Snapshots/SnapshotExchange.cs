using GradGuard.Layers;

namespace GradGuard.Snapshots;

/// <summary>
/// Hands snapshots from the training thread to exporters without locks or copies: the training thread fills an instance that nobody
/// reads and then publishes it in one write; a reader holds its instance out of reuse until it is done.
/// </summary>
internal sealed class SnapshotExchange(LayerCatalog catalog, int unwatchedParameters = 0)
{
    private readonly List<StepSnapshot> _instances = [];
    private StepSnapshot? _published;

    /// <summary>An instance to fill; only the training thread calls this.</summary>
    public StepSnapshot Rent()
    {
        foreach (var snapshot in _instances)
            if (snapshot != _published && Volatile.Read(ref snapshot.Readers) == 0)
                return snapshot;

        var added = new StepSnapshot(catalog, unwatchedParameters);
        _instances.Add(added);
        return added;
    }

    /// <summary>Makes a filled instance the one that readers see.</summary>
    /// <remarks>
    /// A full fence, not only a release: the next <see cref="Rent"/> must not look at the readers of the instance that was published
    /// before while others still see that one as published.
    /// </remarks>
    public void Publish(StepSnapshot snapshot) => Interlocked.Exchange(ref _published, snapshot);

    /// <summary>The published instance, held until <see cref="Lease.Dispose"/>; empty before the first step.</summary>
    public Lease Read()
    {
        while (true)
        {
            var snapshot = Volatile.Read(ref _published);
            if (snapshot is null)
                return default;

            // Seen unchanged after the count went up, it cannot have been rented in between.
            Interlocked.Increment(ref snapshot.Readers);
            if (Volatile.Read(ref _published) == snapshot)
                return new Lease(snapshot);

            Interlocked.Decrement(ref snapshot.Readers);
        }
    }

    internal readonly struct Lease(StepSnapshot? snapshot) : IDisposable
    {
        public StepSnapshot? Snapshot => snapshot;

        public void Dispose()
        {
            if (snapshot is not null)
                Interlocked.Decrement(ref snapshot.Readers);
        }
    }
}
