using System.Diagnostics;

namespace GradGuard.Overhead;

/// <summary>Times alternatives in turns, so that a busy machine disturbs all of them alike, and keeps each one's median.</summary>
internal static class Paired
{
    /// <summary>Median microseconds of each action over <paramref name="rounds"/> rounds.</summary>
    public static double[] MedianMicroseconds(int rounds, int callsPerRound, params Action[] actions) =>
        Array.ConvertAll(Times(rounds, callsPerRound, actions), Median);

    /// <summary>Median microseconds of the first action, then of what each other takes beyond the first in the same round.</summary>
    public static double[] MedianDifferences(int rounds, int callsPerRound, params Action[] actions)
    {
        var times = Times(rounds, callsPerRound, actions);
        return [Median([.. times[0]]), .. times.Skip(1).Select(other => Median([.. other.Zip(times[0], (time, first) => time - first)]))];
    }

    /// <summary>Bytes that a call allocates on the managed heap, on average over <paramref name="calls"/> of them.</summary>
    public static double AllocatedBytes(int calls, Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < calls; call++)
            action();

        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / calls;
    }

    private static double[][] Times(int rounds, int callsPerRound, Action[] actions)
    {
        var times = actions.Select(_ => new double[rounds]).ToArray();
        foreach (var action in actions)
            action();

        for (var round = 0; round < rounds; round++)
            for (var turn = 0; turn < actions.Length; turn++)
            {
                // Who follows whom changes, since each leaves the caches to the next.
                var i = (round + turn) % actions.Length;
                var started = Stopwatch.GetTimestamp();
                for (var call = 0; call < callsPerRound; call++)
                    actions[i]();

                times[i][round] = Stopwatch.GetElapsedTime(started).TotalMicroseconds / callsPerRound;
            }

        return times;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
