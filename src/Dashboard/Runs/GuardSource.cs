using System.Collections.Immutable;
using GradGuard.Activations;
using GradGuard.Reports;

namespace GradGuard.Dashboard.Runs;

/// <summary>The run of a guard in this process. Training waits only while a copy of fixed size is made.</summary>
internal sealed class GuardSource(GradientGuard guard) : IRunSource
{
    public long Version => guard.StepCount + guard.Findings.Length;

    public (GradientReport Report, IReadOnlyList<ActivationStatistics> Activations) Read()
    {
        var activations = ImmutableArray<ActivationStatistics>.Empty;
        guard.ReadLatest(snapshot => activations = [.. snapshot.Activations]);
        return (guard.Report(), activations);
    }

    public void Dispose()
    {
    }
}
