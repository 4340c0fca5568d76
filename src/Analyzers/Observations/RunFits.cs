using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Observations;

/// <summary>How runs fit the source of a compilation, each looked at once for all rules.</summary>
internal sealed class RunFits
{
    private const string AloneType = "TorchSharp.Modules.Sequential";

    private static readonly ConditionalWeakTable<Compilation, RunFits> Known = new();

    private readonly ConcurrentDictionary<ObservedRun, string> _misfits = new();
    private readonly ConcurrentDictionary<ObservedRun, IReadOnlyList<ModelTrace>> _sequentials = new();
    private readonly TorchSharpContext _torch;

    private RunFits(TorchSharpContext torch) => _torch = torch;

    public static RunFits Of(TorchSharpContext torch) => Known.GetValue(torch.Compilation, _ => new RunFits(torch));

    /// <summary>What speaks against a report; null where nothing does.</summary>
    public string? MisfitOf(ObservedRun run, CancellationToken cancellation) =>
        _misfits.GetOrAdd(run, _ => new RunFit(run, _torch, cancellation).Misfit() ?? "") is { Length: > 0 } misfit ? misfit : null;

    /// <summary>Whether the run was of a Sequential that no class holds.</summary>
    public static bool IsOfSequential(ObservedRun run) => run.ModelType == AloneType;

    /// <summary>The Sequentials standing alone that have just the layers of the run; more than one where they are alike.</summary>
    public IReadOnlyList<ModelTrace> SequentialsOf(ObservedRun run, CancellationToken cancellation) => _sequentials.GetOrAdd(run, _ =>
    [
        .. ModelCatalog.ModelsOf(_torch.Compilation, cancellation).Where(model => model.Type is null && new RunFit(run, _torch, cancellation).HasAllParts(ModelParts.Of(model))),
    ]);
}
