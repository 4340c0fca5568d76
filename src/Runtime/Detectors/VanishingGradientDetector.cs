using System.Collections.Immutable;
using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>
/// The gradient shrinks from the last weight layer to the first: their ratio stays below the limit and is not recovering. Being a
/// ratio within one step, it knows nothing of loss scaling, batch size or reduction.
/// </summary>
internal sealed class VanishingGradientDetector(DetectorSettings settings) : IDetector
{
    // Half a decade over one window: a network that starts at zero and wakes up gains that, a saturated stack does not.
    private const double RecoveryFactor = 3;

    private readonly double[] _ratios = new double[settings.PersistenceWindow];
    private ConditionTracker _vanished = new(settings.PersistenceWindow, settings.PersistenceRequired);
    private ConditionTracker _weak = new(settings.PersistenceWindow, settings.PersistenceRequired);
    private long _steps;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (snapshot.FlowRatio is not { } ratio)
            return;

        var slot = (int)(_steps % _ratios.Length);
        var oldest = _steps < _ratios.Length ? _ratios[0] : _ratios[slot];
        var recovers = _steps > 0 && ratio > RecoveryFactor * oldest;
        _ratios[slot] = ratio;
        _steps++;

        var vanished = _vanished.Observe(ratio < settings.VanishingRatio && !recovers);
        var weak = _weak.Observe(ratio < settings.WeakRatio && !recovers);
        if (vanished == Transition.Began)
            findings.Add(Describe(snapshot, ratio, Severity.Warning, settings.VanishingRatio));
        else if (weak == Transition.Began && !_vanished.IsActive)
            findings.Add(Describe(snapshot, ratio, Severity.Info, settings.WeakRatio));

        if (weak == Transition.Ended)
            findings.Add(Ended(snapshot, ratio));
    }

    private static Finding Describe(StepSnapshot snapshot, double ratio, Severity severity, double limit)
    {
        var layers = LayersBelow(snapshot, limit);
        var catalog = snapshot.Catalog;
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
            Message = $"its gradient is {ratio:0.0e+0} of {last}'s, the last of {weightLayers} weight layers; {layers.Length} of them are below {limit:0.0e+0}",
            Evidence = [new("gradient norm ratio, first over last", ratio, limit), new("layers below the limit", layers.Length)],
        };
    }

    private static Finding Ended(StepSnapshot snapshot, double ratio) => new()
    {
        Symptom = Symptom.VanishingGradient,
        Severity = Severity.Info,
        Layer = snapshot.Catalog.Layers[snapshot.Catalog.FirstWeightLayer].Path,
        Step = snapshot.Step,
        Message = $"its gradient flows again, {ratio:0.0e+0} of the last layer's",
        IsEnd = true,
    };

    private static ImmutableArray<string> LayersBelow(StepSnapshot snapshot, double limit)
    {
        var catalog = snapshot.Catalog;
        var last = snapshot.WeightNormBuffer[catalog.LastWeightLayer];
        return
        [
            .. catalog.Layers
                .Where((layer, i) => layer.HasWeight && snapshot.WeightNormBuffer[i] < limit * last)
                .Select(layer => layer.Path),
        ];
    }
}
