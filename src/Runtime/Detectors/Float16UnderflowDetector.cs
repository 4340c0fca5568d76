using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>Half of a float16 parameter's gradient is exactly 0: too small for the format rather than absent.</summary>
internal sealed class Float16UnderflowDetector(DetectorSettings settings) : IDetector
{
    private const double ZeroShare = 0.5;

    private ConditionTracker[] _underflows = [];

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (_underflows.Length != snapshot.Parameters.Length)
        {
            _underflows = new ConditionTracker[snapshot.Parameters.Length];
            Array.Fill(_underflows, new ConditionTracker(settings.PersistenceWindow, settings.PersistenceRequired));
        }

        var entries = snapshot.Catalog.Parameters;
        for (var i = 0; i < _underflows.Length; i++)
        {
            if (!entries[i].IsFloat16)
                continue;

            var share = (double)snapshot.ParameterBuffer[i].ZeroCount / Math.Max(1, snapshot.ParameterBuffer[i].ElementCount);
            if (_underflows[i].Observe(share >= ZeroShare && snapshot.Loss is not <= 0) == Transition.Began)
                findings.Add(new Finding
                {
                    Symptom = Symptom.Float16Underflow,
                    Severity = Severity.Info,
                    Layer = snapshot.Catalog.Layers[snapshot.Catalog.LayerOfParameter[i]].Path,
                    Step = snapshot.Step,
                    Message = $"{share:P0} of the gradient of {entries[i].Name} is 0 in float16",
                    Evidence = [new("share of zeros", share, ZeroShare)],
                });
        }
    }
}
