namespace GradGuard.Analyzers.Tests.Verification;

/// <summary>Notes every fault that the analyzers swallow, so that a test fails on it.</summary>
internal sealed class FaultWatch : IDisposable
{
    private readonly List<string> _faults = [];

    public FaultWatch() => AnalyzerFaults.Occurred += Note;

    public void AssertNone()
    {
        lock (_faults)
            Assert.True(_faults.Count == 0, "An analyzer failed:\n" + string.Join("\n", _faults));
    }

    public void Dispose() => AnalyzerFaults.Occurred -= Note;

    private void Note(string rule, Exception fault)
    {
        lock (_faults)
            _faults.Add($"{rule}: {fault}");
    }
}
