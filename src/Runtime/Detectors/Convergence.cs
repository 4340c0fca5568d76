using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Detectors;

/// <summary>
/// Whether a run has come to its end: a loss that has come down to nothing leaves exact zeros in the gradient, and that is success. Told by
/// the loss against the first one where it is given, else by the gradient norm against its highest level.
/// </summary>
internal sealed class Convergence
{
    // Cross-entropy's gradient is of the size of the loss, so the two limits are alike.
    private const double RemainingShare = 1e-3;
    private const int LevelWindow = 16;

    // A median: what a blow-up of a few steps reaches is no level that a run ever had.
    private readonly RunningMedian _norms = new(LevelWindow);
    private double _highestLevel;
    private double? _firstLoss;

    public bool Observe(StepSnapshot snapshot)
    {
        if (snapshot.Loss is { } loss && double.IsFinite(loss))
        {
            _firstLoss ??= Math.Abs(loss);
            return Math.Abs(loss) <= RemainingShare * _firstLoss;
        }

        var norm = snapshot.GlobalNormPreClip;
        if (!double.IsFinite(norm))
            return false;

        _norms.Add(norm);
        _highestLevel = Math.Max(_highestLevel, _norms.Value);
        return norm < RemainingShare * _highestLevel;
    }
}
