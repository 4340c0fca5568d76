using System.Diagnostics;

namespace GradGuard.Dashboard.Runs;

/// <summary>The run of a guard in this process. Training waits only while a copy of fixed size is made.</summary>
internal sealed class GuardSource(GradientGuard guard) : IRunSource
{
    // However many pages ask, training waits for no more than two copies a second.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    private long? _readAt;
    private long _version;

    public long Version
    {
        get
        {
            if (_readAt is not { } readAt || Stopwatch.GetElapsedTime(readAt) >= Pause)
                _version = guard.StepCount + guard.Findings.Length + (guard.HasEnded ? 1 : 0);

            return _version;
        }
    }

    public ShownRun Read()
    {
        var hasEnded = guard.HasEnded;
        _readAt = Stopwatch.GetTimestamp();
        return new ShownRun(guard.Report(), hasEnded);
    }

    public void Dispose()
    {
    }
}
