namespace GradGuard.Activations;

/// <summary>What forward hooks saw of one module's output in a sampled step.</summary>
/// <param name="Path">Path of the module, for example <c>net.act1</c>.</param>
/// <param name="ModuleType">Its type, for example <c>Tanh</c>.</param>
/// <param name="LayerBefore">Path of the weight layer that ran last before it, or empty where none was seen.</param>
/// <param name="IsOutput">Whether no weight layer was seen to run after it, so that it may well be the model's output.</param>
/// <param name="Mean">Mean of the outputs.</param>
/// <param name="Deviation">Standard deviation of the outputs, at least 0.</param>
/// <param name="NearZeroShare">Share of outputs of magnitude 1e-5 or less, 0 to 1.</param>
/// <param name="SaturatedShare">Share of outputs where the slope is below a fortieth of the steepest, 0 to 1; null for a module that does not saturate.</param>
/// <param name="DeadShare">
/// Share of units whose every output was about 0 in all sampled steps of the window, 0 to 1; null for a module whose units do not die.
/// </param>
/// <param name="UnitCount">Its units: features, or channels after a convolution; 0 where they could not be told.</param>
/// <param name="WindowSteps">Sampled steps that <paramref name="DeadShare"/> looks back on, from 1.</param>
/// <param name="OutputsPerUnit">Outputs of each unit in those steps: inputs, times positions for a convolution or a sequence; 0 without units.</param>
public sealed record ActivationStatistics(
    string Path,
    string ModuleType,
    string LayerBefore,
    bool IsOutput,
    double Mean,
    double Deviation,
    double NearZeroShare,
    double? SaturatedShare,
    double? DeadShare,
    int UnitCount,
    int WindowSteps,
    long OutputsPerUnit)
{
    /// <summary>The layer to name in a finding: what to change is the weights that lead to the activation.</summary>
    internal string Culprit => LayerBefore.Length > 0 ? LayerBefore : Path;
}
