using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>Judges the sampled steps of one run, in order, for one symptom. It sees only numbers, never a tensor.</summary>
internal interface IDetector
{
    void Inspect(StepSnapshot snapshot, FindingCollector findings);
}
