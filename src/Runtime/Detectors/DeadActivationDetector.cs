using System.Collections.Immutable;
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

    private readonly HashSet<string> _dead = [];
    private string? _toldLayer;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (!snapshot.HasFreshActivations)
            return;

        var began = ImmutableArray.CreateBuilder<ActivationStatistics>();
        foreach (var activation in snapshot.Activations)
        {
            if (!CanTell(activation))
                continue;

            if (activation.DeadShare >= settings.DeadShare && _dead.Add(activation.Path) && !IsKnown(activation.Culprit, findings))
                began.Add(activation);
            else if (activation.DeadShare < settings.DeadShare / 2)
                _dead.Remove(activation.Path);
        }

        if (began.Count > 0)
        {
            _toldLayer = began[0].Culprit;
            findings.Add(Describe(snapshot, began));
        }
        else if (_dead.Count == 0 && _toldLayer is { } layer)
        {
            _toldLayer = null;
            findings.Add(new Finding
            {
                Symptom = Symptom.DeadUnits,
                Severity = Severity.Info,
                Layer = layer,
                Step = snapshot.Step,
                Message = "most units of every activation are active again",
                IsEnd = true,
            });
        }
    }

    private static bool CanTell(ActivationStatistics activation) =>
        activation.UnitCount >= FewestUnits && activation.WindowSteps >= UnitWindow.Steps && activation.OutputsPerUnit >= FewestOutputs;

    private static bool IsKnown(string layer, FindingCollector findings) =>
        findings.All.LastOrDefault(finding => finding.Symptom == Symptom.DeadUnits && finding.Layer == layer) is { IsEnd: false };

    private Finding Describe(StepSnapshot snapshot, IReadOnlyList<ActivationStatistics> dead)
    {
        var first = dead[0];
        return new Finding
        {
            Symptom = Symptom.DeadUnits,
            Severity = Severity.Warning,
            Layer = first.Culprit,
            Layers = [.. dead.Select(activation => activation.Culprit).Distinct()],
            Step = snapshot.Step,
            Message = $"{first.DeadShare:P0} of the {first.UnitCount} units of {first.Path} ({first.ModuleType}) gave 0 for every input of the last {first.WindowSteps} measured steps"
                + (dead.Count > 1 ? $"; so it is in {dead.Count - 1} more" : ""),
            Evidence = [new("share of units without an output", first.DeadShare!.Value, settings.DeadShare), new("activations dying", dead.Count)],
        };
    }
}
