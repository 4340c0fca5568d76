using System.Collections.Immutable;
using GradGuard.Remedies;
using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Detectors;

/// <summary>
/// A layer has a gradient but its weights do not move at all, as when the optimizer was built over other parameters. SageMaker
/// Debugger's UnchangedTensor asks for three measurements in a row, too.
/// </summary>
internal sealed class StalledLayerDetector : IDetector
{
    private const int Measurements = 3;
    private const int LossWindow = 16;

    // Noise of a batch lies within it.
    private const double LeastProgress = 0.9;

    private ConditionTracker[] _stalled = [];
    private readonly RunningMedian _losses = new(LossWindow);
    private ConditionTracker _allStalled = new(window: 1, required: 1);
    private ConditionTracker _stoppedEarly = new(Measurements, Measurements);
    private double? _firstLoss;
    private bool _hasMoved;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (snapshot.Loss is { } loss && double.IsFinite(loss))
        {
            _firstLoss ??= loss;
            _losses.Add(loss);
        }

        if (!snapshot.HasFreshUpdates)
            return;

        if (_stalled.Length != snapshot.Layers.Length)
        {
            _stalled = new ConditionTracker[snapshot.Layers.Length];
            Array.Fill(_stalled, new ConditionTracker(Measurements, Measurements));
        }

        var stalled = 0;
        var withGradient = 0;
        var began = false;
        var ended = -1;
        for (var layer = 0; layer < _stalled.Length; layer++)
        {
            // A layer whose gradient is all zeros has nothing to move for: other detectors' case.
            var hasGradient = snapshot.LayerBuffer[layer].SumOfSquares > 0;
            var isStalled = hasGradient && snapshot.UpdateRatioBuffer[layer] == 0;
            withGradient += hasGradient ? 1 : 0;
            stalled += isStalled ? 1 : 0;
            _hasMoved |= snapshot.UpdateRatioBuffer[layer] > 0;
            var transition = _stalled[layer].Observe(isStalled);
            began |= transition == Transition.Began;
            ended = transition == Transition.Ended ? layer : ended;
        }

        // That no weight at all moves is only measured after many steps, so once is enough.
        var areAllStalled = stalled > 0 && stalled == withGradient;
        if (_allStalled.Observe(areAllStalled) == Transition.Began)
            findings.Add(DescribeAll(snapshot));
        else if (began && !areAllStalled)
            findings.Add(Describe(snapshot));
        else if (ended >= 0 && !Array.Exists(_stalled, tracker => tracker.IsActive))
            findings.Add(Finding.End(Symptom.StalledLayer, snapshot.Catalog.Layers[ended].Path, snapshot.Step, "every layer's weights move again"));

        var hasLearned = _firstLoss is not > 0 || _losses.Value < LeastProgress * _firstLoss;
        if (_stoppedEarly.Observe(areAllStalled && _hasMoved && !hasLearned) == Transition.Began)
            findings.Add(DescribeStop(snapshot));
    }

    private Finding Describe(StepSnapshot snapshot)
    {
        var layers = snapshot.Catalog.Layers;
        var stalled = Enumerable.Range(0, _stalled.Length).Where(layer => _stalled[layer].IsActive).Select(layer => layers[layer].Path).ToImmutableArray();
        return new Finding
        {
            Symptom = Symptom.StalledLayer,
            Severity = Severity.Warning,
            Layer = stalled[0],
            Layers = stalled,
            Step = snapshot.Step,
            Message = "its weights do not move though it has a gradient: the optimizer does not own them, or its steps are lost in rounding",
            Evidence = [new("update ratio", 0), new("layers that do not move", stalled.Length)],
        };
    }

    private Finding DescribeStop(StepSnapshot snapshot) => new()
    {
        Symptom = Symptom.StalledLayer,
        Severity = Severity.Warning,
        Layer = "",
        Step = snapshot.Step,
        Message = $"no weight has moved for {Measurements} measurements, and the loss is {_losses.Value:g3} where it began at {_firstLoss:g3}: the learning rate came to 0 before anything was learned",
        Evidence = [new("update ratio", 0), new("median loss of recent steps", _losses.Value, LeastProgress * _firstLoss)],
        Remedies = RemedyToolkit.ForSmallSteps(clips: false),
    };

    // A schedule that ends at a rate of 0 stops all layers at once, as it should.
    private Finding DescribeAll(StepSnapshot snapshot) => new()
    {
        Symptom = Symptom.StalledLayer,
        Severity = _hasMoved ? Severity.Info : Severity.Warning,
        Layer = "",
        Step = snapshot.Step,
        Message = _hasMoved
            ? "no weight moves any more: the learning rate has come to 0"
            : "no weight has moved though there are gradients: build the optimizer over this model's parameters, and call Step after optimizer.step()",
        Evidence = [new("update ratio", 0)],
    };
}
