using GradGuard.Detection.Cases.Faults;
using GradGuard.Detection.Cases.Healthy;

namespace GradGuard.Detection.Cases;

/// <summary>All cases.</summary>
internal static class Benchmark
{
    public static IReadOnlyList<HealthyCase> Healthy { get; } = [.. Perceptrons.All, .. Pictures.All, .. Sequences.All, .. Branching.All, .. Players.All];

    public static IReadOnlyList<FaultCase> Faults { get; } = [.. Flow.All, .. Rates.All, .. Values.All, .. Wiring.All];
}
