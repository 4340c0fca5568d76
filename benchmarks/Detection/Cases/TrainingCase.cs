using System.Security.Cryptography;
using System.Text;

namespace GradGuard.Detection.Cases;

/// <summary>A named run of the benchmark.</summary>
/// <param name="Name">What is particular about it; unique.</param>
/// <param name="Recipe">The run.</param>
internal abstract record TrainingCase(string Name, Recipe Recipe)
{
    /// <summary>
    /// Half of the cases, chosen by a hash of their names: thresholds are never set, and detectors never debugged, with them.
    /// </summary>
    public bool IsHeldOut => SHA256.HashData(Encoding.UTF8.GetBytes(Name))[0] % 2 == 1;
}

/// <summary>A run that learns as it should.</summary>
internal sealed record HealthyCase(string Name, string Family, Recipe Recipe) : TrainingCase(Name, Recipe)
{
    /// <summary>Whether its loss need not come down, since what it is measured against moves: an adversary, a policy's own choices.</summary>
    public bool ChasesMovingTarget { get; init; }
}

/// <summary>A run with one thing wrong.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Cause">The root cause's kind, as the literature sorts them.</param>
/// <param name="Twin">The same run without the fault.</param>
/// <param name="Recipe">The run.</param>
internal sealed record FaultCase(string Name, string Cause, HealthyCase Twin, Recipe Recipe) : TrainingCase(Name, Recipe)
{
    /// <summary>Any of these symptoms is a right answer.</summary>
    public required IReadOnlyList<Symptom> Symptoms { get; init; }

    /// <summary>Layers of which one must be named first; none where no layer is to blame.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>The step in which the fault first acts.</summary>
    public int Start { get; init; } = 1;

    /// <summary>What a finding must at least be to count.</summary>
    public Severity LeastSeverity { get; init; } = Severity.Warning;
}
