using GradGuard.Remedies;
using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Detectors;

/// <summary>
/// A cross-entropy that is given probabilities where it takes logits: with scores between 0 and 1 it cannot leave the band from
/// ln(e + C - 1) - 1, the right class at 1 and all others at 0, to ln(e + C - 1), and training ends at its lower edge.
/// </summary>
internal sealed class ProbabilityScoresDetector(DetectorSettings settings) : IDetector
{
    // Of the way from a guess down to the edge. A loss that merely passes through on its way down does not come to rest there.
    private const double Edge = 0.02;

    // A second softmax takes the gradient away as the first one becomes sure, so at the edge hardly any is left.
    private const double RestingShare = 0.1;

    // Float32 rounds a loss at about 1e-7 of its size.
    private const double Rounding = 1e-5;

    private readonly RunningMedian _norms = new(settings.PersistenceWindow);
    private readonly ClassLoss _classes = new();
    private ConditionTracker _rests = new(settings.PersistenceWindow, settings.PersistenceRequired);
    private double _lowest = double.PositiveInfinity;
    private double _highest = double.NegativeInfinity;
    private double _highestNorm;
    private bool _isReported;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (_isReported || snapshot.Loss is not { } loss || !double.IsFinite(loss) || !double.IsFinite(snapshot.GlobalNormPreClip))
            return;

        _classes.Observe(snapshot);
        (_lowest, _highest) = (Math.Min(_lowest, loss), Math.Max(_highest, loss));
        _norms.Add(snapshot.GlobalNormPreClip);
        _highestNorm = Math.Max(_highestNorm, _norms.Value);
        if (_classes.Classes is not { } count)
            return;

        var ceiling = Math.Log(Math.E + count - 1);
        var floor = ceiling - 1;
        var isWithin = _lowest >= floor - Rounding && _highest <= ceiling + Rounding;
        var isAtEdge = loss <= floor + (Edge * (_classes.Chance - floor)) && _norms.Value <= RestingShare * _highestNorm;
        if (_rests.Observe(isWithin && isAtEdge) != Transition.Began)
            return;

        _isReported = true;
        findings.Add(new Finding
        {
            Symptom = Symptom.LossStalled,
            Severity = Severity.Warning,
            Layer = "",
            Step = snapshot.Step,
            Message = $"the loss rests at {loss:g4}, the least that a cross-entropy can give for {count} scores between 0 and 1 (ln(e + {count - 1}) - 1 = {floor:g4}), and was never below it: it is given probabilities where it takes logits",
            Evidence = [new("loss", loss, floor), new("cross-entropy of a guess", _classes.Chance)],
            Remedies = RemedyToolkit.ForProbabilityScores,
        });
    }
}
