using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>
/// Half of a float16 parameter's gradient is exactly 0 and the rest lies among the format's smallest numbers: too small for it, rather than
/// absent. ReLU and embeddings leave zeros too, but beside elements of ordinary size.
/// </summary>
internal sealed class Float16UnderflowDetector(DetectorSettings settings) : IDetector
{
    private const double ZeroShare = 0.5;

    // 2⁻¹⁷, 128 times float16's smallest number 2⁻²⁴ (IEEE 754-2008): above it less than one element in a hundred rounds to 0.
    private const double LargestLost = 1.0 / (1 << 17);

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

            ref readonly var gradient = ref snapshot.ParameterBuffer[i];
            var share = (double)gradient.ZeroCount / Math.Max(1, gradient.ElementCount);
            var size = Math.Sqrt(gradient.SumOfSquares / Math.Max(1, gradient.ElementCount - gradient.ZeroCount));
            var path = snapshot.Catalog.Layers[snapshot.Catalog.LayerOfParameter[i]].Path;
            var transition = _underflows[i].Observe(share >= ZeroShare && size is > 0 and < LargestLost && snapshot.Loss is not <= 0);
            if (transition == Transition.Began)
                findings.Add(new Finding
                {
                    Symptom = Symptom.Float16Underflow,
                    Severity = Severity.Warning,
                    Layer = path,
                    Step = snapshot.Step,
                    Message = $"{share:P0} of the gradient of {entries[i].Name} is 0 in float16, and the rest is {size:0.0e+0} in size, where the format ends",
                    Evidence = [new("share of zeros", share, ZeroShare), new("root mean square of the others", size, LargestLost)],
                });
            else if (transition == Transition.Ended)
                findings.Add(Finding.End(Symptom.Float16Underflow, path, snapshot.Step, $"the gradient of {entries[i].Name} fits float16 again"));
        }
    }
}
