using System.Collections.Immutable;
using GradGuard.Activations;
using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>
/// Most outputs of an activation lie where its slope is nearly 0, measurement after measurement. The model's last activation is left out: a
/// classifier that has learnt is saturated there.
/// </summary>
internal sealed class SaturatedActivationDetector(DetectorSettings settings) : IDetector
{
    // One measurement is one batch; three in a row are a state.
    private const int Measurements = 3;

    private readonly Dictionary<string, ConditionTracker> _saturated = [];
    private string? _toldLayer;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (!snapshot.HasFreshActivations)
            return;

        var active = ImmutableArray.CreateBuilder<ActivationStatistics>();
        foreach (var activation in snapshot.Activations)
        {
            if (activation.SaturatedShare is not { } share || activation.IsOutput)
                continue;

            var tracker = _saturated.GetValueOrDefault(activation.Path, new ConditionTracker(Measurements, Measurements));
            tracker.Observe(share >= settings.SaturatedShare);
            _saturated[activation.Path] = tracker;
            if (tracker.IsActive)
                active.Add(activation);
        }

        // Saturation spreads from layer to layer: that it does is one state, told once.
        if (_toldLayer is null && active.Count > 0)
        {
            _toldLayer = active[0].Culprit;
            findings.Add(Describe(snapshot, active));
        }
        else if (_toldLayer is { } layer && active.Count == 0)
        {
            _toldLayer = null;
            findings.Add(new Finding
            {
                Symptom = Symptom.SaturatedActivations,
                Severity = Severity.Info,
                Layer = layer,
                Step = snapshot.Step,
                Message = $"no activation has had {settings.SaturatedShare:P0} of its outputs saturated for {Measurements} measured steps",
                IsEnd = true,
            });
        }
    }

    private Finding Describe(StepSnapshot snapshot, IReadOnlyList<ActivationStatistics> active)
    {
        var first = active[0];
        return new Finding
        {
            Symptom = Symptom.SaturatedActivations,
            Severity = Severity.Warning,
            Layer = first.Culprit,
            Layers = [.. active.Select(activation => activation.Culprit).Distinct()],
            Step = snapshot.Step,
            Message = $"{first.SaturatedShare:P0} of the outputs of {first.Path} ({first.ModuleType}) lie where its slope is below {ActivationShape.FlatSlope:P1} of the steepest, so hardly any gradient passes"
                + (active.Count > 1 ? $"; so it is in {active.Count - 1} more" : ""),
            Evidence = [new("share of outputs saturated", first.SaturatedShare!.Value, settings.SaturatedShare), new("activations saturated", active.Count)],
        };
    }
}
