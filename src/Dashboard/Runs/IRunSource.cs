using GradGuard.Activations;
using GradGuard.Reports;

namespace GradGuard.Dashboard.Runs;

/// <summary>Where the page's run comes from.</summary>
internal interface IRunSource : IDisposable
{
    /// <summary>What grows with the run: equal numbers mean that there is nothing new to show.</summary>
    /// <exception cref="IOException">The run cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no run.</exception>
    long Version { get; }

    /// <summary>The run as it is now. Its size does not grow with the run.</summary>
    (GradientReport Report, IReadOnlyList<ActivationStatistics> Activations) Read();
}
