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

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (!snapshot.HasFreshActivations)
            return;

        var active = ImmutableArray.CreateBuilder<ActivationStatistics>();
        var began = false;
        foreach (var activation in snapshot.Activations)
        {
            if (activation.SaturatedShare is not { } share || activation.IsOutput)
                continue;

            var tracker = _saturated.GetValueOrDefault(activation.Path, new ConditionTracker(Measurements, Measurements));
            var transition = tracker.Observe(share >= settings.SaturatedShare);
            _saturated[activation.Path] = tracker;
            began |= transition == Transition.Began;
            if (tracker.IsActive)
                active.Add(activation);

            if (transition == Transition.Ended)
                findings.Add(new Finding
                {
                    Symptom = Symptom.SaturatedActivations,
                    Severity = Severity.Info,
                    Layer = LayerOf(activation),
                    Step = snapshot.Step,
                    Message = $"{share:P0} of the outputs of {activation.Path} are saturated now",
                    IsEnd = true,
                });
        }

        if (began)
            findings.Add(Describe(snapshot, active));
    }

    private Finding Describe(StepSnapshot snapshot, IReadOnlyList<ActivationStatistics> active)
    {
        var first = active[0];
        return new Finding
        {
            Symptom = Symptom.SaturatedActivations,
            Severity = Severity.Warning,
            Layer = LayerOf(first),
            Layers = [.. active.Select(LayerOf).Distinct()],
            Step = snapshot.Step,
            Message = $"{first.SaturatedShare:P0} of the outputs of {first.Path} ({first.ModuleType}) lie where its slope is below {ActivationShape.FlatSlope:P1} of the steepest, so hardly any gradient passes"
                + (active.Count > 1 ? $"; so it is in {active.Count - 1} more" : ""),
            Evidence = [new("share of outputs saturated", first.SaturatedShare!.Value, settings.SaturatedShare), new("activations saturated", active.Count)],
        };
    }

    // What to change is the weights that lead there, and they have a series of their own.
    private static string LayerOf(ActivationStatistics activation) => activation.LayerBefore.Length > 0 ? activation.LayerBefore : activation.Path;
}
