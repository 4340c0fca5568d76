using GradGuard.Activations;

namespace GradGuard.RunLog;

/// <summary>What a logged step measured of one module's output; values that do not apply, or were not finite, are null.</summary>
/// <param name="Path">Path of the module.</param>
/// <param name="ModuleType">Its type, for example <c>ReLU</c>.</param>
/// <param name="Mean">Mean of the outputs.</param>
/// <param name="Deviation">Standard deviation of the outputs, at least 0.</param>
/// <param name="NearZeroShare">Share of outputs of magnitude 1e-5 or less, 0 to 1.</param>
/// <param name="SaturatedShare">Share of outputs where the activation is nearly flat, 0 to 1; null for a module that does not saturate.</param>
/// <param name="DeadShare">Share of units that gave nothing over the last measured steps, 0 to 1; null for a module whose units do not die.</param>
public sealed record ActivationRecord(
    string Path, string ModuleType, double? Mean, double? Deviation, double? NearZeroShare, double? SaturatedShare, double? DeadShare)
{
    internal static ActivationRecord Of(ActivationStatistics activation) => new(
        activation.Path,
        activation.ModuleType,
        Finite(activation.Mean),
        Finite(activation.Deviation),
        Finite(activation.NearZeroShare),
        Finite(activation.SaturatedShare),
        Finite(activation.DeadShare));

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
