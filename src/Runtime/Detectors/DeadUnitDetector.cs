using GradGuard.Layers;
using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>
/// Most units of a layer receive no gradient at all, batch after batch. A bias has one element a unit, and its gradient is exactly 0
/// when no input of the batch activates the unit, so dead units show without a hook. AUTOTRAINER (Zhang et al., ICSE 2021) calls a
/// layer dying at a share of 0.7 zero gradients.
/// </summary>
internal sealed class DeadUnitDetector(DetectorSettings settings) : IDetector
{
    // Near the end of training a saturated loss leaves exact zeros everywhere, which is success and not death.
    private const double ConvergedShare = 1e-3;
    private const long FewestUnits = 8;

    private ConditionTracker[] _dying = [];
    private double _highestNorm;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (_dying.Length != snapshot.Parameters.Length)
        {
            _dying = new ConditionTracker[snapshot.Parameters.Length];
            Array.Fill(_dying, new ConditionTracker(settings.PersistenceWindow, settings.PersistenceRequired));
        }

        if (!double.IsFinite(snapshot.GlobalNormPreClip))
            return;

        _highestNorm = Math.Max(_highestNorm, snapshot.GlobalNormPreClip);
        var hasConverged = snapshot.GlobalNormPreClip < ConvergedShare * _highestNorm;
        var entries = snapshot.Catalog.Parameters;
        for (var i = 0; i < _dying.Length; i++)
        {
            if (!IsBias(entries[i]))
                continue;

            var share = (double)snapshot.ParameterBuffer[i].ZeroCount / entries[i].ElementCount;
            if (_dying[i].Observe(share >= settings.DeadShare && !hasConverged) == Transition.Began)
                findings.Add(Describe(snapshot, i, share));
        }
    }

    private static bool IsBias(in ParameterEntry entry) =>
        entry.Dimensions == 1 && entry.ElementCount >= FewestUnits && entry.Name.EndsWith("bias", StringComparison.Ordinal);

    private Finding Describe(StepSnapshot snapshot, int parameter, double share)
    {
        var entry = snapshot.Catalog.Parameters[parameter];
        return new Finding
        {
            Symptom = Symptom.DeadUnits,
            Severity = Severity.Warning,
            Layer = snapshot.Catalog.Layers[snapshot.Catalog.LayerOfParameter[parameter]].Path,
            Step = snapshot.Step,
            Message = $"{share:P0} of its {entry.ElementCount} units have had no gradient for {settings.PersistenceWindow} sampled steps: no input activates them",
            Evidence = [new("share of units without a gradient", share, settings.DeadShare)],
        };
    }
}
