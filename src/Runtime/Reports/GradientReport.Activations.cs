using System.Collections.Immutable;

namespace GradGuard.Reports;

public sealed partial class GradientReport
{
    private ImmutableArray<ActivationSummary> SummarizeActivations() =>
    [
        .. History.Activations.Modules.Select(module => new ActivationSummary(
            module.Latest.Path,
            module.Latest.ModuleType,
            module.Step,
            module.Latest.Mean,
            module.Latest.Deviation,
            module.Latest.NearZeroShare,
            module.Latest.SaturatedShare,
            History.Activations.Saturated.Largest(module.Latest.Path),
            module.Latest.DeadShare,
            History.Activations.Dead.Largest(module.Latest.Path))),
    ];
}
