namespace GradGuard.Dashboard.Runs;

/// <summary>Where the page's run comes from. Asked by one thread at a time.</summary>
internal interface IRunSource : IDisposable
{
    /// <summary>What changes with the run: equal numbers mean that there is nothing new to show.</summary>
    /// <exception cref="IOException">The run cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no run.</exception>
    long Version { get; }

    /// <summary>The run as it is now.</summary>
    ShownRun Read();
}
