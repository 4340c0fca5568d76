using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Detectors;

/// <summary>
/// The loss is NaN or infinite, or stays several times above where it began: a warning where steps have torn the weights about too. By itself
/// growth is an info, since the losses of adversaries, of bootstrapped targets and of longer episodes grow in runs that learn.
/// </summary>
internal sealed class LossDivergingDetector(DetectorSettings settings) : IDetector
{
    private const int Window = 16;

    private readonly RunningMedian _recent = new(Window);
    private ConditionTracker _nonFinite = new(settings.PersistenceWindow, required: 1);
    private ConditionTracker _grown = new(settings.PersistenceWindow, settings.PersistenceRequired);
    private ConditionTracker _grownByTearing = new(settings.PersistenceWindow, settings.PersistenceRequired);
    private double _lowestLoss = double.PositiveInfinity;
    private bool _hasTorn;
    private double? _initial;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        _hasTorn |= snapshot.HasFreshUpdates && MiddleLayer.MovesBeyond(snapshot, settings.TearingUpdateRatio);
        if (snapshot.Loss is not { } loss)
            return;

        InspectFiniteness(snapshot, loss, findings);
        if (double.IsFinite(loss))
            InspectGrowth(snapshot, loss, findings);
    }

    private void InspectFiniteness(StepSnapshot snapshot, double loss, FindingCollector findings)
    {
        var transition = _nonFinite.Observe(!double.IsFinite(loss));
        if (transition == Transition.None)
            return;

        var began = transition == Transition.Began;
        findings.Add(new Finding
        {
            Symptom = Symptom.LossDiverging,
            Severity = began ? Severity.Error : Severity.Info,
            Layer = "",
            Step = snapshot.Step,
            Message = began ? $"the loss is {(double.IsNaN(loss) ? "NaN" : "infinite")}" : $"the loss is a number again, {loss:g4}",
            Evidence = began ? [new("loss", loss)] : [],
            IsEnd = !began,
        });
    }

    // A loss that may be negative (a likelihood, a reward) has no "times above".
    private void InspectGrowth(StepSnapshot snapshot, double loss, FindingCollector findings)
    {
        _lowestLoss = Math.Min(_lowestLoss, loss);
        _initial ??= loss;
        _recent.Add(loss);
        var limit = settings.LossGrowth * _initial.Value;
        var hasGrown = _lowestLoss > 0 && _recent.Value > limit;
        var grown = _grown.Observe(hasGrown);
        if (_grownByTearing.Observe(hasGrown && _hasTorn) == Transition.Began)
            findings.Add(Describe(snapshot, limit, Severity.Warning, ", and steps have moved the middle layer by more than a tenth of its norm"));
        else if (grown == Transition.Began && !_grownByTearing.IsActive)
            findings.Add(Describe(snapshot, limit, Severity.Info, ": no wonder where it has an adversary, a bootstrapped target or a growing weight, but a fault where it has none"));

        if (grown == Transition.Ended)
            findings.Add(Finding.End(Symptom.LossDiverging, "", snapshot.Step, $"the loss is down to {_recent.Value:g4}"));
    }

    private Finding Describe(StepSnapshot snapshot, double limit, Severity severity, string comment) => new()
    {
        Symptom = Symptom.LossDiverging,
        Severity = severity,
        Layer = "",
        Step = snapshot.Step,
        Message = $"the loss is {_recent.Value:g4}, {_recent.Value / _initial:g3} times its level at the start{comment}",
        Evidence = [new("median loss of recent steps", _recent.Value, limit), new("loss at the start", _initial!.Value)],
    };
}
