using GradGuard.Dashboard.Serving;

namespace GradGuard.Dashboard.Runs;

/// <summary>What a server has to show. Asked by many threads.</summary>
internal interface IRunCatalog : IDisposable
{
    /// <summary>The names of the runs to choose from, the latest first; none where there is but one.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>What a page is answered that asks for a run.</summary>
    /// <param name="name">One of <see cref="Names"/>; null for the only or the latest run.</param>
    /// <returns>Null where there is no such run.</returns>
    RunAnswer? Find(string? name);
}
