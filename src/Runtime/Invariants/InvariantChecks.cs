using GradGuard.Snapshots;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Invariants;

/// <summary>
/// What must hold in any correct training loop, whatever the model: found without a threshold on size, where norms say nothing. All of it is
/// read in the first steps, and nothing after them but the model's mode.
/// </summary>
internal sealed class InvariantChecks(nn.Module model) : IDisposable
{
    private static readonly string[] ModeDependent = ["Dropout", "AlphaDropout", "FeatureAlphaDropout", "BatchNorm", "Transformer"];

    private readonly RecurrenceMeter _recurrence = new(model);
    private readonly LockstepMeter _lockstep = new();
    private readonly UnregisteredParameters _unregistered = new(model);
    private readonly ClassScores _classes = new();
    private bool? _dependsOnMode;

    /// <summary>After backward, before clipping changes the gradients.</summary>
    public void BeforeClipping(ReadOnlySpan<Parameter> parameters, StepSnapshot snapshot)
    {
        _recurrence.Measure(parameters, snapshot);
        _classes.Measure(parameters, snapshot);
    }

    /// <summary>At the end of the step, while the gradients are as the optimizer saw them.</summary>
    public void AfterStep(ReadOnlySpan<Parameter> parameters, StepSnapshot snapshot)
    {
        _recurrence.Keep(parameters);
        _lockstep.Measure(parameters, snapshot);
        _unregistered.Measure(snapshot);
        snapshot.IsInEvaluationMode = !model.training && (_dependsOnMode ??= DependsOnMode());
    }

    public void Dispose() => _recurrence.Dispose();

    private bool DependsOnMode() =>
        model.named_modules().Any(entry => !entry.module.training && Array.Exists(ModeDependent, name => entry.module.GetType().Name.StartsWith(name, StringComparison.Ordinal)));
}
