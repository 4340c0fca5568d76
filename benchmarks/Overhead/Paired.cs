using System.Diagnostics;

namespace GradGuard.Overhead;

/// <summary>Times alternatives in turns, so that a busy machine disturbs all of them alike, and keeps each one's median.</summary>
internal static class Paired
{
    /// <summary>Median microseconds of each action over <paramref name="rounds"/> rounds.</summary>
    public static double[] MedianMicroseconds(int rounds, int callsPerRound, params Action[] actions)
    {
        var times = actions.Select(_ => new double[rounds]).ToArray();
        foreach (var action in actions)
            action();

        for (var round = 0; round < rounds; round++)
            for (var i = 0; i < actions.Length; i++)
            {
                var started = Stopwatch.GetTimestamp();
                for (var call = 0; call < callsPerRound; call++)
                    actions[i]();

                times[i][round] = Stopwatch.GetElapsedTime(started).TotalMicroseconds / callsPerRound;
            }

        return Array.ConvertAll(times, Median);
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
