using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>
/// Gradients add up from step to step. What tells, where nothing was seen to zero them: the change from one gradient to the next has been
/// as large as the first gradient was from the start on, and yet it is small beside the gradient itself and hardly turns it. A gradient
/// made anew at each step changes either little against the first one (a large batch, small steps) or much against itself (noise).
/// </summary>
internal sealed class GradientNotZeroedDetector : IDetector
{
    private const int FewestSteps = 12;

    // Of these most must look like a sum, none as if it had been zeroed, and the weights must have moved.
    private const int LatestSteps = 10;
    private const int LatestRequired = 8;

    // A sum of t like gradients turns by 1/t to 1/√t: after ten, by 0.1 to 0.32.
    private const double LargestTurn = 0.5;
    private const double SmallestCosine = 0.8;

    // Gradients of one loss go much the same way, 0.8 and more in a large batch. What a gradient made anew changes by is noise, or the pull of
    // another model that learns beside this one, which turns about.
    private const double SmallestLikeness = 0.3;

    // Where the beginning tells nothing, since batches differ too much, the sum must have left its parts far behind.
    private const double SmallTurn = 0.25;
    private const double SmallestGrowth = 4;

    // One element in twenty that keeps its value to the bit is no chance; the whole has changed, and twice the first gradient's size is left.
    private const double SmallestKeptShare = 0.05;
    private const double SmallestKeptGrowth = 2;

    // What is left of a sum of ten, or of three, when only the latest gradient stays: 0.3, or 0.6.
    private const double ZeroedNorm = 0.5;

    // Changes of the size of the first gradient: batches differ, and what adds up throws the weights about and makes them larger.
    private const double SmallestChange = 0.3;
    private const double LargestChange = 10;

    // From third to third of the series: a gradient that grows by a constant factor, anew at each step, spreads further in as many steps.
    private const double LargestSpread = 5;
    private const double SmallSpread = 3;

    // The second gradient, added to the first, lengthens it along its way; in its place, it would more likely shorten it.
    private const double SmallestFirstChangeAlong = 0.05;

    // A sum of 3 independent gradients is √3 of one, of 3 equal ones 3.
    private const double SmallestEarlyGrowth = 1.3;
    private const int EarlySteps = 4;

    private readonly List<double> _changes = [];
    private readonly List<double> _changeCosines = [];
    private ConditionTracker _looksSummed = new(LatestSteps, LatestRequired);
    private ConditionTracker _dwarfsParts = new(LatestSteps, LatestRequired);
    private ConditionTracker _keepsElements = new(LatestSteps, LatestRequired);
    private ConditionTracker _looksZeroed = new(LatestSteps, required: 1);
    private double _firstNorm;
    private bool _beginsLikeSum;
    private bool _hasGrown;
    private bool _isReported;
    private long _stepsSinceMove = long.MaxValue / 2;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (snapshot.Recurrence is not { } recurrence || _isReported)
            return;

        if (_changes.Count == 0)
        {
            _firstNorm = recurrence.PreviousNorm;
            _beginsLikeSum = recurrence.ChangeAlong >= SmallestFirstChangeAlong && recurrence.ChangeNorm >= SmallestChange * _firstNorm;
        }

        _changes.Add(recurrence.ChangeNorm);
        if (double.IsFinite(recurrence.ChangeCosine))
            _changeCosines.Add(recurrence.ChangeCosine);

        var turn = recurrence.ChangeNorm / Math.Max(recurrence.Norm, recurrence.PreviousNorm);
        _looksSummed.Observe(turn <= LargestTurn && recurrence.Cosine >= SmallestCosine);
        _dwarfsParts.Observe(turn <= SmallTurn);
        _keepsElements.Observe(recurrence.KeptShare >= SmallestKeptShare && recurrence.ChangeNorm > 0);
        _looksZeroed.Observe(turn > LargestTurn && recurrence.Norm < ZeroedNorm * recurrence.PreviousNorm);
        _hasGrown |= _changes.Count <= EarlySteps && recurrence.Norm >= SmallestEarlyGrowth * _firstNorm;
        var mayBeSum = _changes.Count >= FewestSteps && !_looksZeroed.HasHistory && _stepsSinceMove is > 0 and < LatestSteps;
        var addsUp = mayBeSum
            && ((_beginsLikeSum && _hasGrown && AreChangesAlike() && _looksSummed.IsActive && ChangesLikeFirst(LargestSpread))
                || (_keepsElements.IsActive && recurrence.Norm >= SmallestKeptGrowth * _firstNorm)
                || (_dwarfsParts.IsActive && recurrence.Norm >= SmallestGrowth * _firstNorm && ChangesLikeFirst(SmallSpread)));
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

    private bool AreChangesAlike() => _changeCosines.Count > 0 && Median(_changeCosines) >= SmallestLikeness;

    private bool ChangesLikeFirst(double largestSpread)
    {
        var third = _changes.Count / 3;
        double[] sizes = [.. Enumerable.Range(0, 3).Select(part => Median(_changes.GetRange(part * third, third)) / _firstNorm)];
        return sizes.Min() >= SmallestChange && sizes.Max() <= LargestChange && sizes.Max() <= largestSpread * sizes.Min();
    }

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
