using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Normalises each channel over the batch and all positions (Ioffe and Szegedy 2015).</summary>
public abstract class BatchNorm : NormBase
{
    public BatchNorm(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
    {
    }

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        var share = momentum ?? 0;
        if (training && num_batches_tracked is { } batches)
        {
            batches.add_(1);
            share = momentum ?? 1.0 / batches.item<long>();
        }

        var byBatch = training || (running_mean is null && running_var is null);
        var (mean, variance) = training && !track_running_stats ? (null, null) : (running_mean, running_var);
        return functional.batch_norm(input, mean, variance, Own(nameof(weight)), bias, byBatch, share, eps);
    }
}

/// <summary>Over (N, C) or (N, C, L).</summary>
public sealed class BatchNorm1d : BatchNorm
{
    internal BatchNorm1d(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm1d))
    {
    }

    protected override void ValidateInputDimensions(Tensor input) => CheckDimensions(input, 2, 3);
}

/// <summary>Over (N, C, H, W).</summary>
/// <remarks>Calls itself BatchNorm1d, as TorchSharp's does.</remarks>
public sealed class BatchNorm2d : BatchNorm
{
    internal BatchNorm2d(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm1d))
    {
    }

    protected override void ValidateInputDimensions(Tensor input) => CheckDimensions(input, 4, 4);
}

/// <summary>Over (N, C, D, H, W).</summary>
/// <inheritdoc cref="BatchNorm2d"/>
public sealed class BatchNorm3d : BatchNorm
{
    internal BatchNorm3d(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm1d))
    {
    }

    protected override void ValidateInputDimensions(Tensor input) => CheckDimensions(input, 5, 5);
}
