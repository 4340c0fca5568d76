using System.Collections.Immutable;
using GradGuard.Layers;
using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>
/// The gradient shrinks from the last weight layer to the first: their ratio stays below the limit while the first layer's gradient
/// is not waking up. Being a ratio within one step, it knows nothing of loss scaling, batch size or reduction.
/// </summary>
internal sealed class VanishingGradientDetector(DetectorSettings settings) : IDetector
{
    // Half a decade over one window: a network that starts at zero and wakes up gains that, a saturated stack does not. It is the
    // first layer's own norm that counts, since the ratio also rises when the last layer alone comes to rest.
    private const double RecoveryFactor = 3;

    private readonly double[] _firstNorms = new double[settings.PersistenceWindow];
    private ConditionTracker _vanished = new(settings.PersistenceWindow, settings.PersistenceRequired);
    private ConditionTracker _weak = new(settings.PersistenceWindow, settings.PersistenceRequired);
    private double _lastNormAtBegin;
    private long _steps;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        // No gradient at all is not a small one.
        if (!snapshot.Catalog.HasStages || snapshot.LayerBuffer[snapshot.Catalog.FirstWeightLayer].ElementCount == 0 || BlockedGradient.Find(snapshot) is not null)
            return;

        // The last layer's bias counts too: where the signal dies out on its way forward, all weights' gradients do, and only the bias keeps its own.
        var first = snapshot.NormOf(snapshot.Catalog.FirstStage);
        var last = snapshot.NormOf(snapshot.Catalog.LastStage);
        var ratio = first / last;
        if (!double.IsFinite(ratio))
            return;

        var isSuspect = (_weak.IsActive || !WakesUp(first)) && ratio < settings.WeakRatio;

        // Once found it holds until the first layer has a gradient worth the name: a last layer at rest must not end it.
        var isStillVanished = _weak.IsActive && first < settings.VanishingRatio * _lastNormAtBegin;
        var vanished = _vanished.Observe((isSuspect && ratio < settings.VanishingRatio) || isStillVanished);
        var weak = _weak.Observe(isSuspect || isStillVanished);
        if (weak == Transition.Began)
            _lastNormAtBegin = last;

        if (vanished == Transition.Began)
            findings.Add(Describe(snapshot, ratio, Severity.Warning, settings.VanishingRatio));
        else if (weak == Transition.Began && !_vanished.IsActive)
            findings.Add(Describe(snapshot, ratio, Severity.Info, settings.WeakRatio));

        if (weak == Transition.Ended)
            findings.Add(Finding.End(
                Symptom.VanishingGradient, snapshot.Catalog.Layers[snapshot.Catalog.FirstWeightLayer].Path, snapshot.Step, $"its gradient flows again, {ratio:0.0e+0} of the last layer's"));
    }

    private bool WakesUp(double firstNorm)
    {
        var slot = (int)(_steps % _firstNorms.Length);
        var oldest = _steps < _firstNorms.Length ? _firstNorms[0] : _firstNorms[slot];
        var wakesUp = _steps > 0 && firstNorm > RecoveryFactor * oldest;
        _firstNorms[slot] = firstNorm;
        _steps++;
        return wakesUp;
    }

    private static Finding Describe(StepSnapshot snapshot, double ratio, Severity severity, double limit)
    {
        var catalog = snapshot.Catalog;
        var layers = LayersBelow(snapshot, limit);
        var first = catalog.Layers[catalog.FirstWeightLayer].Path;
        var last = catalog.Layers[catalog.LastWeightLayer].Path;
        var weightLayers = catalog.Layers.Count(layer => layer.HasWeight);
        return new Finding
        {
            Symptom = Symptom.VanishingGradient,
            Severity = severity,
            Layer = first,
            Layers = layers,
            Step = snapshot.Step,
            Message = StackedLevel.Of(catalog.Parameters[catalog.FirstStage[0]].Name) is { } lowest && IsPart(catalog)
                ? $"the gradient of its level {lowest} ({string.Join(", ", catalog.FirstStage.Select(i => ParameterPath.Last(catalog.Parameters[i].Name)))}) is {ratio:0.0e+0} of that of {(first == last ? "its highest level" : last)}"
                : $"its gradient is {ratio:0.0e+0} of {last}'s, the last of {weightLayers} weight layers; {layers.Length} of them are below {limit:0.0e+0}",
            Evidence = [new("gradient norm ratio, first over last", ratio, limit), new("layers below the limit", layers.Length)],
        };
    }

    // A stack of several levels: its weights are more than those of the first stage.
    private static bool IsPart(LayerCatalog catalog)
    {
        for (var i = 0; i < catalog.Parameters.Length; i++)
            if (catalog.LayerOfParameter[i] == catalog.FirstWeightLayer && catalog.Parameters[i].IsWeight && !catalog.FirstStage.Contains(i))
                return true;

        return false;
    }

    private static ImmutableArray<string> LayersBelow(StepSnapshot snapshot, double limit)
    {
        var catalog = snapshot.Catalog;
        var last = snapshot.NormOf(catalog.LastStage);
        return
        [
            .. catalog.Layers
                .Where((layer, i) => layer.HasWeight && (i == catalog.FirstWeightLayer || snapshot.WeightGradientNormBuffer[i] < limit * last))
                .Select(layer => layer.Path),
        ];
    }
}
