using GradGuard.Overhead;

var measurements = new (string Name, Action Measure)[]
{
    ("read", ReadBandwidth.Measure),
    ("tensor", TensorCost.Measure),
    ("clip", ClipCost.Measure),
    ("step", StepCost.Measure),
    ("tiers", TierCost.Measure),
    ("memory", MemoryOverSteps.Measure),
};
foreach (var (name, measure) in measurements)
    if (args.Length == 0 || args.Contains(name))
        measure();
