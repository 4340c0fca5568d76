using System.Collections.Immutable;
using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>A trainable parameter has no gradient, step after step: backward never reaches it, so it never learns.</summary>
internal sealed class MissingGradientDetector(DetectorSettings settings) : IDetector
{
    // Ten times what a layer is given where all layers take part in all steps.
    private const int BranchPatience = 200;

    private readonly BranchUse _branches = new();
    private ConditionTracker[] _missing = [];

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (_missing.Length != snapshot.Parameters.Length)
        {
            _missing = new ConditionTracker[snapshot.Parameters.Length];
            Array.Fill(_missing, new ConditionTracker(settings.PersistenceWindow, settings.PersistenceWindow));
        }

        _branches.Observe(snapshot);
        var began = 0;
        var ended = 0;
        for (var i = 0; i < _missing.Length; i++)
        {
            var isMissing = snapshot.States[i] == GradientState.Missing && (_missing[i].IsActive || !_branches.MayWait(snapshot.Catalog.LayerOfParameter[i], BranchPatience));
            var transition = _missing[i].Observe(isMissing);
            began += transition == Transition.Began ? 1 : 0;
            ended += transition == Transition.Ended ? 1 : 0;
        }

        if (began > 0)
            findings.Add(Describe(snapshot));

        if (ended > 0 && !Array.Exists(_missing, tracker => tracker.IsActive))
            findings.Add(Finding.End(Symptom.MissingGradient, "", snapshot.Step, "every parameter has a gradient again"));
    }

    private Finding Describe(StepSnapshot snapshot)
    {
        var catalog = snapshot.Catalog;
        var missing = Enumerable.Range(0, _missing.Length).Where(i => _missing[i].IsActive).ToList();
        var layers = missing.Select(i => catalog.LayerOfParameter[i]).Distinct().Order().Select(i => catalog.Layers[i].Path).ToImmutableArray();
        var all = missing.Count == _missing.Length;
        return new Finding
        {
            Symptom = Symptom.MissingGradient,
            Severity = Severity.Warning,
            Layer = all ? "" : layers[0],
            Layers = layers,
            Step = snapshot.Step,
            Message = all
                ? $"no parameter has had a gradient for {settings.PersistenceWindow} sampled steps: call Step after loss.backward() and before zero_grad()"
                : $"{catalog.Parameters[missing[0]].Name} has had no gradient for {settings.PersistenceWindow} sampled steps"
                    + missing.Count switch { 1 => "", 2 => ", nor has another parameter", var count => $", nor have {count - 1} other parameters" }
                    + ": backward never reaches it",
            Evidence = [new("parameters without a gradient", missing.Count, 0)],
        };
    }
}
