using System.Numerics;

namespace GradGuard.Detectors;

/// <summary>What a <see cref="ConditionTracker"/> says about its latest observation.</summary>
internal enum Transition
{
    None,
    Began,
    Ended,
}

/// <summary>
/// Persistence and hysteresis: a condition begins when it held in at least <paramref name="required"/> of the last
/// <paramref name="window"/> sampled steps, and ends when it held in none of them, so that it is reported once and not at every step.
/// </summary>
/// <param name="window">Sampled steps looked back on, 1 to 64.</param>
/// <param name="required">Of those, how many must show the condition, 1 to <paramref name="window"/>.</param>
internal struct ConditionTracker(int window, int required)
{
    private readonly ulong _mask = window == 64 ? ulong.MaxValue : (1UL << window) - 1;
    private ulong _history;

    public bool IsActive { get; private set; }

    /// <summary>Whether it held in any step of the window.</summary>
    public readonly bool HasHistory => _history != 0;

    public Transition Observe(bool holds)
    {
        _history = ((_history << 1) | (holds ? 1UL : 0UL)) & _mask;
        var times = BitOperations.PopCount(_history);
        if (!IsActive && times >= required)
        {
            IsActive = true;
            return Transition.Began;
        }

        if (IsActive && times == 0)
        {
            IsActive = false;
            return Transition.Ended;
        }

        return Transition.None;
    }
}
