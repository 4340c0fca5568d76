using GradGuard.Reading;
using GradGuard.Snapshots;
using GradGuard.Statistics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Clipping;

/// <summary>Clipping by total norm, with the result of <c>torch.nn.utils.clip_grad_norm_</c>, from statistics that were read already.</summary>
internal static class GradientClipper
{
    // The same constant as in PyTorch's clip_grad_norm_.
    private const double Epsilon = 1e-6;

    /// <summary>The total p-norm of all gradients, NaN or infinite when an element is.</summary>
    public static double TotalNorm(ReadOnlySpan<Parameter> parameters, StepSnapshot snapshot, double normType)
    {
        if (normType == 2)
            return snapshot.GlobalNormPreClip;

        if (double.IsPositiveInfinity(normType))
        {
            double max = 0;
            foreach (ref readonly var parameter in snapshot.Parameters)
                max = Math.Max(max, parameter.MaxMagnitude);

            return max;
        }

        double sum = 0;
        foreach (var parameter in parameters)
        {
            using var gradient = parameter.grad;
            if (gradient is not null)
                sum += HostReader.SumOfPowers(gradient, normType);
        }

        return Math.Pow(sum, 1 / normType);
    }

    /// <summary>The factor max / (total + 1e-6), at most 1; NaN for a NaN norm, as in PyTorch.</summary>
    public static double Coefficient(double totalNorm, double maxNorm)
    {
        var coefficient = maxNorm / (totalNorm + Epsilon);
        return coefficient > 1 ? 1 : coefficient;
    }

    public static void Scale(ReadOnlySpan<Parameter> parameters, double factor)
    {
        foreach (var parameter in parameters)
        {
            using var gradient = parameter.grad;
            if (gradient is not null)
                Scale(gradient, factor);
        }
    }

    private static void Scale(Tensor gradient, double factor)
    {
        if (gradient.device_type == DeviceType.CPU && TensorFormats.FormatOf(gradient) is { } format
            && ScalingKernel.Supports(format) && TensorFormats.IsReadableInPlace(gradient))
        {
            if (gradient.NumberOfElements > 0)
                ScalingKernel.Multiply(gradient.bytes, format, factor);

            return;
        }

        using var _ = no_grad();
        using var scaled = gradient.mul_(factor);
    }
}
