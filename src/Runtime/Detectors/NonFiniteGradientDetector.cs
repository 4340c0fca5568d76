using System.Collections.Immutable;
using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>A gradient holds NaN or infinity. Reported at the first such step, since the optimizer writes it into the weights at once.</summary>
internal sealed class NonFiniteGradientDetector(DetectorSettings settings) : IDetector
{
    private ConditionTracker _nonFinite = new(settings.PersistenceWindow, required: 1);

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        var transition = _nonFinite.Observe(snapshot.NonFiniteCount > 0);
        if (transition == Transition.Began)
            findings.Add(Describe(snapshot));
        else if (transition == Transition.Ended)
            findings.Add(Finding.End(Symptom.NonFiniteGradient, "", snapshot.Step, $"all gradients have been finite for {settings.PersistenceWindow} sampled steps"));
    }

    private static Finding Describe(StepSnapshot snapshot)
    {
        var layers = snapshot.Catalog.Layers
            .Where((_, i) => snapshot.LayerBuffer[i].NonFiniteCount > 0)
            .Select(layer => layer.Path)
            .ToImmutableArray();
        var extent = layers.Length == snapshot.Catalog.Layers.Length
            ? "every layer is affected, so it comes from the loss, the input or weights that are no numbers already"
            : layers.Length == 1
                ? "no other layer is affected"
                : $"{layers.Length} of {snapshot.Catalog.Layers.Length} layers are affected; backward met {layers[^1]} first";
        return new Finding
        {
            Symptom = Symptom.NonFiniteGradient,
            Severity = Severity.Error,
            Layer = layers[0],
            Layers = layers,
            Step = snapshot.Step,
            Message = $"{snapshot.NonFiniteCount} gradient elements are NaN or infinite; {extent}",
            Evidence = [new("non-finite elements", snapshot.NonFiniteCount, 0), new("layers affected", layers.Length)],
        };
    }
}
