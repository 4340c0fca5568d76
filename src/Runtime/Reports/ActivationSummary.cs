namespace GradGuard.Reports;

/// <summary>What a run did to the output of one module. Values that do not apply, or were not finite, are null.</summary>
/// <param name="Path">Module path.</param>
/// <param name="ModuleType">Module type.</param>
/// <param name="Step">The latest step that measured it; the numbers are of this step unless they say otherwise.</param>
/// <param name="Mean">Mean of the outputs.</param>
/// <param name="Deviation">Standard deviation of the outputs, at least 0.</param>
/// <param name="NearZeroShare">Share of outputs of magnitude 1e-5 or less, 0 to 1.</param>
/// <param name="SaturatedShare">Share of outputs where the activation is nearly flat, 0 to 1; null for a module that does not saturate.</param>
/// <param name="LargestSaturatedShare">The largest such share of the run.</param>
/// <param name="DeadShare">Share of units that gave nothing over the last measured steps, 0 to 1; null for a module whose units do not die.</param>
/// <param name="LargestDeadShare">The largest such share of the run.</param>
public sealed record ActivationSummary(
    string Path,
    string ModuleType,
    long Step,
    double? Mean,
    double? Deviation,
    double? NearZeroShare,
    double? SaturatedShare,
    double? LargestSaturatedShare,
    double? DeadShare,
    double? LargestDeadShare)
{
    /// <summary>Whether it is an activation that can saturate or die, rather than a weight layer or a normalization.</summary>
    public bool HasShare => LargestSaturatedShare is not null || LargestDeadShare is not null;
}
