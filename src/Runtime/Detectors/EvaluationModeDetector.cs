using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>The model trains in evaluation mode: dropout drops nothing and batch normalization learns no statistics.</summary>
internal sealed class EvaluationModeDetector(DetectorSettings settings) : IDetector
{
    private ConditionTracker _evaluates = new(settings.PersistenceWindow, settings.PersistenceWindow);

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        var transition = _evaluates.Observe(snapshot.IsInEvaluationMode);
        if (transition == Transition.Began)
            findings.Add(new Finding
            {
                Symptom = Symptom.EvaluationMode,
                Severity = Severity.Warning,
                Layer = "",
                Step = snapshot.Step,
                Message = $"the model has trained in evaluation mode for {settings.PersistenceWindow} sampled steps, so its dropout and batch normalization work as if it did not train",
            });
        else if (transition == Transition.Ended)
            findings.Add(Finding.End(Symptom.EvaluationMode, "", snapshot.Step, "the model is in training mode again"));
    }
}
