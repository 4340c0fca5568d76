using GradGuard.Activations;
using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>
/// Most units of an activation gave nothing for any input of the last measured steps. What <see cref="DeadUnitDetector"/> reads from the gradients
/// of biases, hooks see at the activation itself, so this also speaks of layers without a bias.
/// </summary>
internal sealed class DeadActivationDetector(DetectorSettings settings) : IDetector
{
    private const long FewestUnits = 8;

    // SageMaker Debugger calls a unit dead that fires for less than one input in a hundred; from fewer than these nothing can be told.
    private const long FewestOutputs = 64;

    private readonly Dictionary<string, string> _layerOfDead = [];

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (!snapshot.HasFreshActivations)
            return;

        foreach (var activation in snapshot.Activations)
        {
            if (activation.DeadShare is not { } share || activation.UnitCount < FewestUnits || activation.WindowSteps < UnitWindow.Steps
                || activation.OutputsPerUnit < FewestOutputs)
                continue;

            if (share >= settings.DeadShare && !_layerOfDead.ContainsKey(activation.Path))
                Report(activation, share, snapshot, findings);
            else if (share < settings.DeadShare / 2 && _layerOfDead.Remove(activation.Path, out var layer) && layer.Length > 0)
                findings.Add(new Finding
                {
                    Symptom = Symptom.DeadUnits,
                    Severity = Severity.Info,
                    Layer = layer,
                    Step = snapshot.Step,
                    Message = $"{1 - share:P0} of the units of {activation.Path} are active again",
                    IsEnd = true,
                });
        }
    }

    private void Report(ActivationStatistics activation, double share, StepSnapshot snapshot, FindingCollector findings)
    {
        var layer = activation.LayerBefore.Length > 0 ? activation.LayerBefore : activation.Path;
        var last = findings.All.LastOrDefault(finding => finding.Symptom == Symptom.DeadUnits && finding.Layer == layer);
        var isKnown = last is { IsEnd: false };
        _layerOfDead[activation.Path] = isKnown ? "" : layer;
        if (isKnown)
            return;

        findings.Add(new Finding
        {
            Symptom = Symptom.DeadUnits,
            Severity = Severity.Warning,
            Layer = layer,
            Step = snapshot.Step,
            Message = $"{share:P0} of the {activation.UnitCount} units of {activation.Path} ({activation.ModuleType}) gave 0 for every input of the last {activation.WindowSteps} measured steps",
            Evidence = [new("share of units without an output", share, settings.DeadShare)],
        });
    }
}
