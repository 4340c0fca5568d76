using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Detectors;

/// <summary>
/// The gradient grows without bound: over time, when the global norm stays far above every level it has held before, or with depth,
/// when the first weight layer's norm stays far above the last one's.
/// </summary>
internal sealed class ExplodingGradientDetector(DetectorSettings settings) : IDetector
{
    // Three of five: one bad batch is a spike, not an explosion, and a blow-up leaves few finite steps to see it in.
    private const int GrowthWindow = 5;
    private const int GrowthRequired = 3;
    private const int BaselineWindow = 64;

    private readonly RunningMedian _recent = new(BaselineWindow);
    private ConditionTracker _grows = new(GrowthWindow, GrowthRequired);
    private ConditionTracker _growsWithDepth = new(settings.PersistenceWindow, settings.PersistenceRequired);
    private double _highestLevel;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (snapshot.MissingCount == snapshot.Parameters.Length)
            return;

        InspectGrowth(snapshot, findings);
        InspectDepth(snapshot, findings);
    }

    private void InspectGrowth(StepSnapshot snapshot, FindingCollector findings)
    {
        var norm = snapshot.GlobalNormPreClip;
        var limit = Math.Max(settings.ExplodingGrowth * _highestLevel, settings.ExplodingFloor);
        var explodes = _highestLevel > 0 && !(norm <= limit);

        // A run that turns NaN at once is no explosion but the non-finite detector's case; it counts here only after a finite blow-up.
        var transition = _grows.Observe(explodes && (double.IsFinite(norm) || _grows.HasHistory));
        if (transition == Transition.Began)
            findings.Add(new Finding
            {
                Symptom = Symptom.ExplodingGradient,
                Severity = Severity.Error,
                Layer = snapshot.LargestLayer,
                Step = snapshot.Step,
                Message = $"the gradient norm is {norm:0.0e+0}, {norm / _highestLevel:0.0e+0} times the highest level before ({_highestLevel:0.0e+0}), in {GrowthRequired} of the last {GrowthWindow} steps",
                Evidence = [new("global gradient norm", norm, limit), new("highest level before", _highestLevel)],
            });
        else if (transition == Transition.Ended)
            findings.Add(Finding.End(Symptom.ExplodingGradient, snapshot.LargestLayer, snapshot.Step, $"the gradient norm is back at {norm:0.0e+0}"));

        if (explodes || !double.IsFinite(norm))
            return;

        _recent.Add(norm);
        _highestLevel = Math.Max(_highestLevel, _recent.Value);
    }

    private void InspectDepth(StepSnapshot snapshot, FindingCollector findings)
    {
        if (snapshot.FlowRatio is not { } ratio)
            return;

        var first = snapshot.Catalog.Layers[snapshot.Catalog.FirstWeightLayer].Path;
        var last = snapshot.Catalog.Layers[snapshot.Catalog.LastWeightLayer].Path;
        var transition = _growsWithDepth.Observe(ratio > settings.ExplodingRatio);
        if (transition == Transition.Began)
            findings.Add(new Finding
            {
                Symptom = Symptom.ExplodingGradient,
                Severity = Severity.Warning,
                Layer = first,
                Step = snapshot.Step,
                Message = $"its gradient is {ratio:0.0e+0} times {last}'s: backward amplifies from layer to layer",
                Evidence = [new("gradient norm ratio, first over last", ratio, settings.ExplodingRatio)],
            });
        else if (transition == Transition.Ended)
            findings.Add(Finding.End(Symptom.ExplodingGradient, first, snapshot.Step, $"its gradient is down to {ratio:0.0e+0} times the last layer's"));
    }
}
