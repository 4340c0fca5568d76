using System.Collections.Immutable;
using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>
/// Gradients that exist and are exactly 0, step after step: <c>zero_grad</c> leaves zeros rather than nothing, so a layer that backward no
/// longer reaches has these. SageMaker Debugger's AllZero asks for 100 % zeros, too.
/// </summary>
internal sealed class BlockedGradientDetector(DetectorSettings settings) : IDetector
{
    private readonly Convergence _convergence = new();
    private readonly BranchUse _branches = new();
    private ConditionTracker _allZero = new(settings.PersistenceWindow, settings.PersistenceRequired);
    private ConditionTracker _cut = new(settings.PersistenceWindow, settings.PersistenceRequired);
    private bool _hadGradient;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (snapshot.MissingCount == snapshot.Parameters.Length || !double.IsFinite(snapshot.GlobalNormPreClip))
            return;

        _branches.Observe(snapshot);
        InspectAll(snapshot, findings);
        InspectCut(snapshot, findings);
    }

    private void InspectAll(StepSnapshot snapshot, FindingCollector findings)
    {
        _hadGradient |= snapshot.GlobalNormPreClip != 0;
        var hasConverged = _convergence.Observe(snapshot);
        var transition = _allZero.Observe(snapshot.GlobalNormPreClip == 0 && !hasConverged);
        if (transition == Transition.Began)
            findings.Add(new Finding
            {
                Symptom = Symptom.MissingGradient,
                Severity = Severity.Warning,
                Layer = "",
                Step = snapshot.Step,
                Message = $"every gradient has been exactly 0 for {settings.PersistenceWindow} sampled steps"
                    + (_hadGradient ? ": no output depends on the weights any more" : ": zero_grad comes between backward and Step, or the loss is the same whatever the model says, as after a softmax over one output"),
                Evidence = [new("global gradient norm", 0), .. snapshot.Loss is { } value ? [new Evidence("loss", value)] : Array.Empty<Evidence>()],
            });
        else if (transition == Transition.Ended)
            findings.Add(Finding.End(Symptom.MissingGradient, "", snapshot.Step, "there are gradients again"));
    }

    private void InspectCut(StepSnapshot snapshot, FindingCollector findings)
    {
        // An expert that no input ever chooses is multiplied by 0, which is no cut.
        var cut = BlockedGradient.Find(snapshot) is { IsSignalLost: false } block && (_cut.IsActive || !_branches.MayWait(block.Layer, patience: long.MaxValue)) ? block : (BlockedGradient?)null;
        var transition = _cut.Observe(cut is not null);
        if (transition == Transition.Began && cut is { } found)
            findings.Add(Describe(snapshot, found));
        else if (transition == Transition.Ended)
            findings.Add(Finding.End(Symptom.MissingGradient, "", snapshot.Step, "the gradient reaches every layer again"));
    }

    private Finding Describe(StepSnapshot snapshot, BlockedGradient cut)
    {
        var catalog = snapshot.Catalog;
        var layers = catalog.Layers.Where((_, i) => snapshot.LayerBuffer[i] is { ElementCount: > 0, SumOfSquares: 0 }).Select(layer => layer.Path).ToImmutableArray();
        return new Finding
        {
            Symptom = Symptom.MissingGradient,
            Severity = Severity.Warning,
            Layer = catalog.Layers[cut.Layer].Path,
            Layers = layers,
            Step = snapshot.Step,
            Message = $"its gradient has been exactly 0 for {settings.PersistenceWindow} sampled steps while {catalog.Layers[cut.Next].Path} after it has one: between them a detach, a rounding or a slope of exactly 0 lets no gradient back",
            Evidence = [new("gradient norm", 0), new("gradient norm of the layer after", snapshot.WeightGradientNormBuffer[cut.Next]), new("layers without a gradient", layers.Length)],
        };
    }
}
