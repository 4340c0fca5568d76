using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>The loss is NaN or infinite.</summary>
internal sealed class LossDivergingDetector(DetectorSettings settings) : IDetector
{
    private ConditionTracker _nonFinite = new(settings.PersistenceWindow, required: 1);

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (snapshot.Loss is not { } loss)
            return;

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
}
