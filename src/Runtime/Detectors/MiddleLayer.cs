using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>The layer in the middle of all, by how far a step moves them: what a few layers that start at or near 0 do not change.</summary>
internal static class MiddleLayer
{
    /// <summary>Its ‖Δw‖ / ‖w‖ at the latest measured step; 0 where no layer has one.</summary>
    public static double UpdateRatio(StepSnapshot snapshot)
    {
        var sorted = snapshot.UpdateRatios.ToArray().Where(double.IsFinite).Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[sorted.Count / 2];
    }

    /// <summary>Whether it and all that move further, more than half of the layers, are above <paramref name="limit"/>; sorts nothing.</summary>
    public static bool MovesBeyond(StepSnapshot snapshot, double limit)
    {
        var beyond = 0;
        var within = 0;
        foreach (var ratio in snapshot.UpdateRatios)
            if (double.IsFinite(ratio))
                (beyond, within) = ratio > limit ? (beyond + 1, within) : (beyond, within + 1);

        return beyond > within;
    }
}
