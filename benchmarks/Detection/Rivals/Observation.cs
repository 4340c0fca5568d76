namespace GradGuard.Detection.Rivals;

/// <summary>What a rival sees of a step.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Parameters">The trainable parameters that have a gradient, in order of registration.</param>
internal sealed record Observation(double Loss, IReadOnlyList<ParameterObservation> Parameters)
{
    /// <summary>Weight matrices and kernels.</summary>
    public IEnumerable<ParameterObservation> Weights => Parameters.Where(parameter => parameter.IsWeight);
}

/// <summary>A parameter in a step.</summary>
/// <param name="IsWeight">Whether it has two axes or more.</param>
/// <param name="GradientNorm">Euclidean norm of its gradient.</param>
/// <param name="MeanMagnitude">Mean |gradient|.</param>
/// <param name="ZeroShare">Share of the gradient's elements that are 0.</param>
/// <param name="IsFinite">Whether gradient and value are finite.</param>
/// <param name="UpdateRatio">‖Δw‖ / ‖w‖ of the step.</param>
/// <param name="MeanUpdateRatio">Mean |Δw| over mean |w|.</param>
/// <param name="Variance">Variance of its value.</param>
/// <param name="IsUnchanged">Whether the value is, within 1e-5 of itself and 1e-8, what it was before the step.</param>
internal readonly record struct ParameterObservation(
    bool IsWeight, double GradientNorm, double MeanMagnitude, double ZeroShare, bool IsFinite, double UpdateRatio, double MeanUpdateRatio, double Variance, bool IsUnchanged);
