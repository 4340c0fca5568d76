using GradGuard.Clipping;
using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>Clipping that shrinks nearly every step, or never acts. Both are a matter of taste, so no more than an info, with advice.</summary>
internal sealed class ClippingDetector : IDetector
{
    private const double AggressiveShare = 0.95;
    private const double IdleMargin = 10;

    private ConditionTracker _aggressive = new(window: 1, required: 1);
    private ConditionTracker _idle = new(window: 1, required: 1);
    private bool _hasActed;

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        // Clipping that acted early on and rests at convergence does what it is for.
        _hasActed |= snapshot.Clipped;
        if (snapshot.ClipAdvice is not { Steps: ClipHistory.Window } advice)
            return;

        if (_aggressive.Observe(advice.ShrunkShare >= AggressiveShare) == Transition.Began)
            findings.Add(Describe(
                Symptom.ClippingTooAggressive,
                snapshot,
                advice,
                $"{advice.ShrunkShare:P0} of the last {advice.Steps} steps were shrunk, a median step to {advice.MedianFactor:g2} of its size: that is the factor on your learning rate. The threshold {advice.Threshold:g3} stands at the {advice.ThresholdPercentile:P0} mark of recent norms; {advice.SuggestedThreshold:g3} would catch spikes only"));

        if (_idle.Observe(!_hasActed && advice.Threshold > IdleMargin * advice.LargestNorm) == Transition.Began)
            findings.Add(Describe(
                Symptom.ClippingIdle,
                snapshot,
                advice,
                $"no step was ever shrunk: the largest norm of the last {advice.Steps} was {advice.LargestNorm:g3} and the threshold is {advice.Threshold:g3}; {advice.SuggestedThreshold:g3} would catch spikes"));
    }

    private static Finding Describe(Symptom symptom, StepSnapshot snapshot, ClipAdvice advice, string message) => new()
    {
        Symptom = symptom,
        Severity = Severity.Info,
        Layer = "",
        Step = snapshot.Step,
        Message = message,
        Evidence =
        [
            new("share of steps shrunk", advice.ShrunkShare),
            new("threshold", advice.Threshold),
            new("suggested threshold", advice.SuggestedThreshold),
            new("factor on a median step", advice.MedianFactor),
        ],
    };
}
