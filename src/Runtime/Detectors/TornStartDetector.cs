using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Detectors;

/// <summary>
/// The first steps replaced the weights and the loss is above where it began ever since, or where it is known to be a cross-entropy no better
/// than a guess: the learning rate is too large, though nothing explodes, as under Adam, whose steps know no gradient's size. Neither sign is
/// a fault by itself.
/// </summary>
internal sealed class TornStartDetector(DetectorSettings settings) : IDetector
{
    // The update meter measures each of the first steps.
    private const int FirstMeasurements = 3;
    private const int LossWindow = 16;

    // Twice the loss window: what the first steps did to the loss has left it by then.
    private const int Look = 32;
    private const int LastLook = 64;

    // Noise of the batch lies within it, since a first loss comes before any step.
    private const double LossMargin = 1.1;

    // Three steps that moved the weights by their own norm in all left nothing of the initialisation.
    private const double TornInAll = 1;

    // Of a guess's loss. Labels that are not balanced, once learned, take a loss further down than that.
    private const double GuessMargin = 0.97;

    private readonly ClassLoss _classes = new();
    private readonly RunningMedian _losses = new(LossWindow);
    private readonly List<double> _ratios = [];
    private ConditionTracker _isAbove = new(window: 5, required: 5);
    private double? _first;
    private int _steps;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (_steps > LastLook || snapshot.Loss is not { } loss || !double.IsFinite(loss))
            return;

        _steps++;
        _first ??= loss;
        _classes.Observe(snapshot);
        _losses.Add(loss);
        if (snapshot.HasFreshUpdates && _ratios.Count < FirstMeasurements)
            _ratios.Add(MiddleLayer.UpdateRatio(snapshot));

        var isTorn = _ratios.Count == FirstMeasurements && _ratios.TrueForAll(ratio => ratio > settings.TearingUpdateRatio);
        var isReplaced = isTorn && _ratios.Sum() > TornInAll && _classes is { Classes: not null, IsNegated: false };
        var limit = isReplaced ? Math.Min(LossMargin * _first.Value, GuessMargin * _classes.Chance) : LossMargin * _first.Value;
        if (_steps < Look || !isTorn || _first <= 0 || _isAbove.Observe(_losses.Value > limit) != Transition.Began)
            return;

        _steps = LastLook + 1;
        findings.Add(new Finding
        {
            Symptom = Symptom.UpdateRatioOutOfRange,
            Severity = Severity.Warning,
            Layer = "",
            Step = snapshot.Step,
            Message = $"the first steps moved the middle layer by {_ratios[0]:0.##}, {_ratios[1]:0.##} and {_ratios[2]:0.##} of its norm, and the loss is {_losses.Value:g3} where it began at {_first:g3}{(isReplaced ? $" and a guess among {_classes.Classes} classes has {_classes.Chance:g3}" : "")}: the steps are too large to learn from",
            Evidence = [new("update ratio of the middle layer", _ratios[0], settings.TearingUpdateRatio), new("median loss of recent steps", _losses.Value, limit)],
        });
    }
}
