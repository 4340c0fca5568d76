using GradGuard.Remedies;
using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Detectors;

/// <summary>
/// The loss is a cross-entropy with its sign flipped: it begins at -ln C and falls without a floor, since being wrong with ever more
/// confidence has none. Rewards and likelihoods fall below zero too, but do not begin there.
/// </summary>
internal sealed class NegatedLossDetector(DetectorSettings settings) : IDetector
{
    private const int Window = 5;

    private readonly RunningMedian _recent = new(Window);
    private readonly ClassLoss _classes = new();
    private bool _isReported;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (_isReported || snapshot.Loss is not { } loss || !double.IsFinite(loss))
            return;

        _classes.Observe(snapshot);
        _recent.Add(loss);
        var limit = -settings.LossGrowth * _classes.Chance;
        if (!_classes.IsNegated || !(_recent.Value < limit))
            return;

        _isReported = true;
        findings.Add(new Finding
        {
            Symptom = Symptom.LossDiverging,
            Severity = Severity.Warning,
            Layer = "",
            Step = snapshot.Step,
            Message = $"the loss began at -ln {_classes.Classes}, as a cross-entropy whose sign is flipped does, and has fallen to {_recent.Value:g4}: training makes the model surely wrong, and there is no end to that",
            Evidence = [new("median loss of recent steps", _recent.Value, limit), new("cross-entropy of a guess", _classes.Chance)],
            Remedies = RemedyToolkit.ForNegatedLoss,
        });
    }
}
