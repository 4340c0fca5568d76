using System.Collections.Immutable;
using GradGuard.Remedies;

namespace GradGuard.Detectors;

/// <summary>The findings of a run: those of the latest step apart, and all of them up to a limit that keeps memory bounded.</summary>
internal sealed class FindingCollector
{
    /// <summary>Findings kept; a run with more has said what it has to say.</summary>
    public const int Capacity = 1000;

    private readonly List<Finding> _latest = [];
    private ImmutableArray<Finding> _all = [];

    public IReadOnlyList<Finding> Latest => _latest.Count == 0 ? [] : _latest.ToArray();

    public List<Finding> LatestUncopied => _latest;

    public ImmutableArray<Finding> All => _all;

    /// <summary>What the remedies are chosen for; null takes all there are.</summary>
    public ModelTraits? Traits { get; set; }

    public void BeginStep() => _latest.Clear();

    public void Add(Finding finding)
    {
        if (Traits is not null && !finding.HasChosenRemedies)
            finding = finding with { Remedies = RemedyToolkit.For(finding.Symptom, Traits) };

        _latest.Add(finding);
        if (_all.Length < Capacity)
            _all = _all.Add(finding);
    }
}
