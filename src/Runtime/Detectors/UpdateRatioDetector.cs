using GradGuard.Remedies;
using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>
/// Steps out of proportion to the weights: a layer's weights are torn about, measurement after measurement, or the whole model hardly moves
/// and never has.
/// </summary>
internal sealed class UpdateRatioDetector(DetectorSettings settings) : IDetector
{
    // The first steps of a layer that starts at or near 0 are as large as it is: that is no fault.
    private const int StepsToSettle = 10;
    private const int Window = 4;
    private const int Required = 3;

    // Where no layer's gradient is this many times the smallest step, relative to the weights, it is the gradient that is small: no rate up to
    // some 0.01 would move them, and nothing is left to learn.
    private const double LeastGradient = 100;

    // A warm-up raises the ratio from measurement to measurement.
    private const double WarmUpGrowth = 2;

    private ConditionTracker[] _torn = [];
    private ConditionTracker _rests = new(Required, Required);
    private ConditionTracker _tears = new(Required, Required);
    private double _largestOfFirst = double.NaN;
    private double _largestEver;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (!snapshot.HasFreshUpdates)
            return;

        var largest = LargestFinite(snapshot.UpdateRatios);
        _largestEver = Math.Max(_largestEver, largest);
        if (double.IsNaN(_largestOfFirst) && largest > 0)
            _largestOfFirst = largest;

        if (snapshot.Step < StepsToSettle)
            return;

        InspectLayers(snapshot, findings);
        InspectWhole(snapshot, largest, findings);
        InspectMiddle(snapshot, findings);
    }

    // Ten such steps replace the weights of most layers: what was learned is gone by the next measurement.
    private void InspectMiddle(StepSnapshot snapshot, FindingCollector findings)
    {
        var transition = _tears.Observe(MiddleLayer.MovesBeyond(snapshot, settings.TearingUpdateRatio));
        if (transition == Transition.None)
            return;

        var ratio = MiddleLayer.UpdateRatio(snapshot);
        findings.Add(transition == Transition.Ended
            ? Finding.End(Symptom.UpdateRatioOutOfRange, "", snapshot.Step, $"a step moves the middle layer by {ratio:0.0e+0} of its norm now")
            : new Finding
            {
                Symptom = Symptom.UpdateRatioOutOfRange,
                Severity = Severity.Warning,
                Layer = "",
                Step = snapshot.Step,
                Message = $"step after step moves most layers by more than {settings.TearingUpdateRatio:0.##} of their norm, the middle one by {ratio:0.##}; 0.001 is usual",
                Evidence = [new("update ratio of the middle layer", ratio, settings.TearingUpdateRatio)],
            });
    }

    private void InspectLayers(StepSnapshot snapshot, FindingCollector findings)
    {
        if (_torn.Length != snapshot.Layers.Length)
        {
            _torn = new ConditionTracker[snapshot.Layers.Length];
            Array.Fill(_torn, new ConditionTracker(Window, Required));
        }

        for (var layer = 0; layer < _torn.Length; layer++)
        {
            var ratio = snapshot.UpdateRatioBuffer[layer];
            var path = snapshot.Catalog.Layers[layer].Path;
            var transition = _torn[layer].Observe(ratio > settings.LargestUpdateRatio);
            if (transition == Transition.Began)
                findings.Add(new Finding
                {
                    Symptom = Symptom.UpdateRatioOutOfRange,
                    Severity = Severity.Warning,
                    Layer = path,
                    Step = snapshot.Step,
                    Message = $"a step moves its weights by {ratio:0.##} of their norm; 0.001 is usual",
                    Evidence = [new("update ratio", ratio, settings.LargestUpdateRatio)],
                });
            else if (transition == Transition.Ended)
                findings.Add(Finding.End(Symptom.UpdateRatioOutOfRange, path, snapshot.Step, $"a step moves its weights by {ratio:0.0e+0} of their norm now"));
        }
    }

    // A schedule that comes down has been higher; no step at all is the stalled layers' case.
    private void InspectWhole(StepSnapshot snapshot, double largest, FindingCollector findings)
    {
        var rests = largest > 0 && HasGradient(snapshot) && _largestEver < settings.SmallestUpdateRatio && largest <= WarmUpGrowth * _largestOfFirst;
        var transition = _rests.Observe(rests);
        if (transition == Transition.Began)
            findings.Add(new Finding
            {
                Symptom = Symptom.UpdateRatioOutOfRange,
                Severity = Severity.Warning,
                Layer = "",
                Step = snapshot.Step,
                Message = $"a step moves no layer by more than {largest:0.0e+0} of its norm, and none ever did: at this rate training takes millions of steps; 0.001 is usual",
                Evidence = [new("largest update ratio", largest, settings.SmallestUpdateRatio)],
                Remedies = RemedyToolkit.ForSmallSteps(snapshot.Clipped),
            });
        else if (transition == Transition.Ended)
            findings.Add(Finding.End(Symptom.UpdateRatioOutOfRange, "", snapshot.Step, $"steps are up to {largest:0.0e+0} of the weights' norm now"));
    }

    private bool HasGradient(StepSnapshot snapshot)
    {
        for (var layer = 0; layer < snapshot.LayerBuffer.Length; layer++)
            if (snapshot.LayerBuffer[layer].Norm > LeastGradient * settings.SmallestUpdateRatio * snapshot.WeightNormBuffer[layer])
                return true;

        return false;
    }

    private static double LargestFinite(ReadOnlySpan<double> ratios)
    {
        double largest = 0;
        foreach (var ratio in ratios)
            if (double.IsFinite(ratio))
                largest = Math.Max(largest, ratio);

        return largest;
    }
}
