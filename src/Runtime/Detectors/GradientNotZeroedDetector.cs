using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>
/// Gradients add up from step to step. What tells: the change from one gradient to the next is as large as the first gradient was, from the
/// start on and without growing, and yet small beside the gradient itself, which it no longer turns. A gradient made anew at each step
/// changes either little against the first one (a large batch, small steps) or much against itself (noise).
/// </summary>
internal sealed class GradientNotZeroedDetector : IDetector
{
    private const int FewestSteps = 12;

    // Over this many steps none may look as if the gradient had been zeroed, and the weights must have moved.
    private const int LatestSteps = 10;

    // A sum of t like gradients turns by 1/t to 1/√t: after ten, by 0.1 to 0.32.
    private const double LargestTurn = 0.45;
    private const double SmallestCosine = 0.85;

    // Noise alone moves the size of a gradient by less than this, and learning does not in so few steps.
    private const double SizeMargin = 3;

    // A sum of 3 independent gradients is √3 of one, of 3 equal ones 3.
    private const double SmallestEarlyGrowth = 1.3;
    private const int EarlySteps = 3;

    private readonly List<double> _changes = [];
    private readonly List<double> _turns = [];
    private double _firstNorm;
    private bool _hasGrown;
    private bool _isReported;
    private long _stepsSinceMove = long.MaxValue / 2;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (snapshot.Recurrence is not { } recurrence || _isReported)
            return;

        if (_changes.Count == 0)
            _firstNorm = recurrence.PreviousNorm;

        _changes.Add(recurrence.ChangeNorm);
        _turns.Add(recurrence.Cosine >= SmallestCosine ? recurrence.ChangeNorm / Math.Max(recurrence.Norm, recurrence.PreviousNorm) : double.PositiveInfinity);
        _hasGrown |= _changes.Count <= EarlySteps && recurrence.Norm >= SmallestEarlyGrowth * _firstNorm;
        var addsUp = _hasGrown && _changes.Count >= FewestSteps && ChangesLikeFirst() && TurnsNoMore() && _stepsSinceMove is > 0 and < LatestSteps;
        _stepsSinceMove = snapshot.HasFreshUpdates && HasMoved(snapshot) ? 1 : _stepsSinceMove + 1;
        if (!addsUp)
            return;

        _isReported = true;
        findings.Add(new Finding
        {
            Symptom = Symptom.GradientNotZeroed,
            Severity = Severity.Warning,
            Layer = "",
            Step = snapshot.Step,
            Message = $"gradients add up: each step changes the gradient by about what the first one was ({Median(_changes):0.0e+0}, then {_firstNorm:0.0e+0}) while the whole has come to {recurrence.Norm:0.0e+0}; nothing zeroes it between steps",
            Evidence = [new("gradient norm of the sample", recurrence.Norm), new("change from the step before", recurrence.ChangeNorm), new("first gradient norm", _firstNorm)],
        });
    }

    private bool ChangesLikeFirst()
    {
        var third = _changes.Count / 3;
        double[] levels = [Median(_changes.GetRange(0, third)), Median(_changes.GetRange(third, third)), Median(_changes.GetRange(_changes.Count - third, third)), _firstNorm];
        return levels.Min() > 0 && levels.Max() <= SizeMargin * levels.Min();
    }

    private bool TurnsNoMore() => _turns.GetRange(_turns.Count - LatestSteps, LatestSteps).TrueForAll(turn => turn <= LargestTurn);

    // While batches are added up on purpose, the weights rest.
    private static bool HasMoved(StepSnapshot snapshot)
    {
        foreach (var ratio in snapshot.UpdateRatios)
            if (ratio > 0)
                return true;

        return false;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
