using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>Units of a layer that have equal weights and equal gradients after some steps, and so will for ever: a constant initialisation.</summary>
internal sealed class IdenticalUnitsDetector : IDetector
{
    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (!snapshot.LockstepLayers.IsEmpty)
            findings.Add(Describe(snapshot));
    }

    private static Finding Describe(StepSnapshot snapshot)
    {
        var layers = snapshot.Catalog.Layers;
        return new Finding
        {
            Symptom = Symptom.IdenticalUnits,
            Severity = Severity.Warning,
            Layer = layers[snapshot.LockstepLayers[0]].Path,
            Layers = [.. snapshot.LockstepLayers.Select(layer => layers[layer].Path)],
            Step = snapshot.Step,
            Message = $"its units have equal weights and equal gradients after {snapshot.Step} steps, so the whole layer is worth one unit: its weights began constant",
            Evidence = [new("layers of identical units", snapshot.LockstepLayers.Length, 0)],
        };
    }
}
