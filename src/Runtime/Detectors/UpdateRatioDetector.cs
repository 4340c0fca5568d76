using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>A layer's weights are torn about: steps as large as the weights themselves, measurement after measurement.</summary>
internal sealed class UpdateRatioDetector(DetectorSettings settings) : IDetector
{
    // The first steps of a layer that starts at or near 0 are as large as it is: that is no fault.
    private const int StepsToSettle = 10;
    private const int Window = 4;
    private const int Required = 3;

    private ConditionTracker[] _torn = [];

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (!snapshot.HasFreshUpdates || snapshot.Step < StepsToSettle)
            return;

        if (_torn.Length != snapshot.Layers.Length)
        {
            _torn = new ConditionTracker[snapshot.Layers.Length];
            Array.Fill(_torn, new ConditionTracker(Window, Required));
        }

        for (var layer = 0; layer < _torn.Length; layer++)
        {
            var ratio = snapshot.UpdateRatioBuffer[layer];
            if (_torn[layer].Observe(ratio > settings.LargestUpdateRatio) == Transition.Began)
                findings.Add(new Finding
                {
                    Symptom = Symptom.UpdateRatioOutOfRange,
                    Severity = Severity.Warning,
                    Layer = snapshot.Catalog.Layers[layer].Path,
                    Step = snapshot.Step,
                    Message = $"a step moves its weights by {ratio:0.##} of their norm; 0.001 is usual",
                    Evidence = [new("update ratio", ratio, settings.LargestUpdateRatio)],
                });
        }
    }
}
