using System.Collections.Immutable;
using GradGuard.Reports;
using GradGuard.Snapshots;

namespace GradGuard;

public sealed partial class GradientGuard
{
    /// <summary>Lets <paramref name="read"/> see the latest measured step, which stays as it is until it returns; does nothing before the first. Callable from any thread.</summary>
    public void ReadLatest(Action<StepSnapshot> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        using var lease = _watched.Snapshots.Read();
        if (lease.Snapshot is { } snapshot)
            read(snapshot);
    }

    /// <summary>The layers with their latest gradient norms, in order of execution; none before the first step.</summary>
    public ImmutableArray<LayerRow> LatestRows()
    {
        var rows = ImmutableArray<LayerRow>.Empty;
        ReadLatest(snapshot => rows = LayerRow.From(snapshot));
        return rows;
    }
}
