using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Detectors;

/// <summary>The loss is NaN or infinite, or stays several times above where it began.</summary>
internal sealed class LossDivergingDetector(DetectorSettings settings) : IDetector
{
    private const int Window = 16;

    private readonly RunningMedian _recent = new(Window);
    private ConditionTracker _nonFinite = new(settings.PersistenceWindow, required: 1);
    private ConditionTracker _grown = new(settings.PersistenceWindow, settings.PersistenceRequired);
    private double _lowestLoss = double.PositiveInfinity;
    private double? _initial;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
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
        var transition = _grown.Observe(_lowestLoss > 0 && _recent.Value > limit);
        if (transition == Transition.Ended)
            findings.Add(Finding.End(Symptom.LossDiverging, "", snapshot.Step, $"the loss is down to {_recent.Value:g4}"));
        else if (transition == Transition.Began)
            findings.Add(new Finding
            {
                Symptom = Symptom.LossDiverging,
                Severity = Severity.Warning,
                Layer = "",
                Step = snapshot.Step,
                Message = $"the loss is {_recent.Value:g4}, {_recent.Value / _initial.Value:0.#} times its level at the start",
                Evidence = [new("median loss of recent steps", _recent.Value, limit), new("loss at the start", _initial.Value)],
            });
    }
}
