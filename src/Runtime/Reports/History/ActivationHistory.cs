using System.Collections.Immutable;
using GradGuard.RunLog;

namespace GradGuard.Reports.History;

/// <summary>What forward hooks saw of a run of any length: each module's latest numbers, and its shares over time.</summary>
internal sealed class ActivationHistory
{
    /// <summary>Modules kept, as many as the layer budget is by default; those of one share over time take 2 kB each.</summary>
    public const int MostModules = 512;

    private readonly Dictionary<string, int> _indexOf = [];
    private readonly List<(long Step, ActivationRecord Latest)> _modules = [];

    /// <summary>The modules in order of execution, each as the latest step that measured it saw it.</summary>
    public IReadOnlyList<(long Step, ActivationRecord Latest)> Modules => _modules;

    public ShareHistory Saturated { get; private init; } = new();

    public ShareHistory Dead { get; private init; } = new();

    /// <summary>Adds a step that measured activations; modules beyond <see cref="MostModules"/> are left out.</summary>
    public void Add(long step, ImmutableArray<ActivationRecord> measured)
    {
        var kept = measured.Where(activation => Keep(step, activation)).ToList();
        Saturated.Add(step, [.. kept.Select(activation => (activation.Path, activation.SaturatedShare))]);
        Dead.Add(step, [.. kept.Select(activation => (activation.Path, activation.DeadShare))]);
    }

    public ActivationHistory Copy()
    {
        var copy = new ActivationHistory { Saturated = Saturated.Copy(), Dead = Dead.Copy() };
        foreach (var (step, latest) in _modules)
            copy.Keep(step, latest);

        return copy;
    }

    private bool Keep(long step, ActivationRecord activation)
    {
        if (_indexOf.TryGetValue(activation.Path, out var index))
        {
            _modules[index] = (step, activation);
            return true;
        }

        if (_modules.Count == MostModules)
            return false;

        _indexOf[activation.Path] = _modules.Count;
        _modules.Add((step, activation));
        return true;
    }
}
