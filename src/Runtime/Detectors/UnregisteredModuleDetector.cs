using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>Parameters that backward reaches but that the model does not list, so that no optimizer moves them and no file keeps them.</summary>
internal sealed class UnregisteredModuleDetector : IDetector
{
    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (snapshot.UnregisteredPaths.IsEmpty)
            return;

        findings.Add(new Finding
        {
            Symptom = Symptom.UnregisteredModule,
            Severity = Severity.Warning,
            Layer = snapshot.UnregisteredPaths[0],
            Layers = snapshot.UnregisteredPaths,
            Step = snapshot.Step,
            Message = "it has gradients but is not among the model's parameters, and its values do not move: no optimizer trains it",
            Evidence = [new("fields with unregistered parameters", snapshot.UnregisteredPaths.Length, 0)],
        });
    }
}
