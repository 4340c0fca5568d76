using GradGuard.Reading;
using GradGuard.Snapshots;

namespace GradGuard.Clipping;

/// <summary>Clipping by total norm as <c>torch.nn.utils.clip_grad_norm_</c> defines it, from statistics that were read already.</summary>
internal static class GradientClipper
{
    // The same constant as in PyTorch's clip_grad_norm_.
    private const double Epsilon = 1e-6;

    /// <summary>The total p-norm of all gradients, NaN or infinite when an element is.</summary>
    public static double TotalNorm(GradientPass gradients, StepSnapshot snapshot, double normType)
    {
        if (normType == 2)
            return snapshot.GlobalNormPreClip;

        if (!double.IsPositiveInfinity(normType))
            return Math.Pow(gradients.SumOfPowers(normType), 1 / normType);

        double max = 0;
        foreach (ref readonly var parameter in snapshot.ParameterBuffer.AsSpan())
            max = Math.Max(max, parameter.MaxMagnitude);

        return max;
    }

    /// <summary>The factor max / (total + 1e-6), at most 1; NaN for a NaN norm, as in PyTorch.</summary>
    public static double Coefficient(double totalNorm, double maxNorm)
    {
        var coefficient = maxNorm / (totalNorm + Epsilon);
        return coefficient > 1 ? 1 : coefficient;
    }
}
