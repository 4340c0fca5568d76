using GradGuard.Dashboard.Serving;

namespace GradGuard.Dashboard.Runs;

/// <summary>One run, and none to choose from.</summary>
internal sealed class SingleRun(IRunSource source) : IRunCatalog
{
    private readonly RunAnswer _answer = new(source);

    public IReadOnlyList<string> Names => [];

    public RunAnswer? Find(string? name) => name is null ? _answer : null;

    public void Dispose() => source.Dispose();
}
