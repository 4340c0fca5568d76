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
    private const long FewestUnits = 8;

    private readonly Convergence _convergence = new();
    private ConditionTracker[] _dying = [];
    private double[] _shares = [];
    private int[] _biasOfLayer = [];

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (_dying.Length != snapshot.Layers.Length)
            Reset(snapshot);

        if (!double.IsFinite(snapshot.GlobalNormPreClip))
            return;

        var hasConverged = _convergence.Observe(snapshot) || snapshot.GlobalNormPreClip == 0;
        var block = BlockedGradient.Find(snapshot);
        var worst = -1;
        for (var layer = 0; layer < _dying.Length; layer++)
        {
            _shares[layer] = ShareOf(snapshot, layer, block);
            var transition = _dying[layer].Observe(_shares[layer] >= settings.DeadShare && !hasConverged);
            if (transition == Transition.Began && (worst < 0 || _shares[layer] >= _shares[worst]))
                worst = layer;
            else if (transition == Transition.Ended)
                findings.Add(Finding.End(Symptom.DeadUnits, snapshot.Catalog.Layers[layer].Path, snapshot.Step, $"{1 - _shares[layer]:P0} of its units have a gradient again"));
        }

        if (worst >= 0)
            findings.Add(Describe(snapshot, worst));
    }

    // Layers before a dead one, or before a cut, have no gradient either; they are not to blame.
    private double ShareOf(StepSnapshot snapshot, int layer, BlockedGradient? block)
    {
        if (snapshot.LayerBuffer[layer].SumOfSquares == 0)
            return block is { IsSignalLost: true } stop && layer == stop.Layer ? 1 : 0;

        var bias = _biasOfLayer[layer];
        if (bias < 0)
            return 0;

        var share = (double)snapshot.ParameterBuffer[bias].ZeroCount / snapshot.Catalog.Parameters[bias].ElementCount;
        return share < settings.DeadShare ? share : Math.Min(share, ZeroShareOfWeights(snapshot, layer));
    }

    // A loss that takes one mean from another, as a critic's, leaves a bias exactly 0 where all goes one way; a dead unit's weights have no gradient either.
    private static double ZeroShareOfWeights(StepSnapshot snapshot, int layer)
    {
        long zeros = 0;
        long elements = 0;
        for (var i = 0; i < snapshot.Catalog.Parameters.Length; i++)
        {
            if (snapshot.Catalog.LayerOfParameter[i] != layer || !snapshot.Catalog.Parameters[i].IsWeight || snapshot.States[i] == GradientState.Missing)
                continue;

            zeros += snapshot.ParameterBuffer[i].ZeroCount;
            elements += snapshot.ParameterBuffer[i].ElementCount;
        }

        return elements == 0 ? 1 : (double)zeros / elements;
    }

    private void Reset(StepSnapshot snapshot)
    {
        var catalog = snapshot.Catalog;
        _dying = new ConditionTracker[catalog.Layers.Length];
        Array.Fill(_dying, new ConditionTracker(settings.PersistenceWindow, settings.PersistenceRequired));
        _shares = new double[catalog.Layers.Length];
        _biasOfLayer = new int[catalog.Layers.Length];
        Array.Fill(_biasOfLayer, -1);
        for (var i = 0; i < catalog.Parameters.Length; i++)
            if (IsBias(catalog.Parameters[i]) && catalog.LayerOfParameter[i] != catalog.LastWeightLayer)
                _biasOfLayer[catalog.LayerOfParameter[i]] = i;
    }

    // No activation follows the last layer: a zero in its gradient means that the loss left that output out.
    private static bool IsBias(in ParameterEntry entry) =>
        entry.Dimensions == 1 && entry.ElementCount >= FewestUnits && entry.Name.EndsWith("bias", StringComparison.Ordinal);

    private Finding Describe(StepSnapshot snapshot, int layer)
    {
        var share = _shares[layer];
        return new Finding
        {
            Symptom = Symptom.DeadUnits,
            Severity = Severity.Warning,
            Layer = snapshot.Catalog.Layers[layer].Path,
            Layers = [.. snapshot.Catalog.Layers.Where((_, i) => _dying[i].IsActive).Select(dying => dying.Path)],
            Step = snapshot.Step,
            Message = share == 1
                ? $"none of its units has had a gradient for {settings.PersistenceWindow} sampled steps, and nothing comes forward from it: no input activates it"
                : $"{share:P0} of its units have had no gradient for {settings.PersistenceWindow} sampled steps: no input activates them",
            Evidence = [new("share of units without a gradient", share, settings.DeadShare)],
        };
    }
}
