using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Over (N, C, L) or (C, L).</summary>
public sealed class Conv1d : Convolution
{
    internal Conv1d(
        long in_channels, long out_channels, long kernel_size, long stride, long? padding, Padding? padding_type, long dilation,
        PaddingModes padding_mode, long groups, bool bias, Device? device, ScalarType? dtype)
        : base(
            nameof(Conv1d), in_channels, out_channels, [kernel_size], [stride], padding is { } width ? [width] : null, padding_type, [dilation],
            false, [0], groups, bias, padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input) => Convolve(input, 1);
}

/// <summary>Over (N, C, H, W) or (C, H, W).</summary>
public sealed class Conv2d : Convolution
{
    internal Conv2d(
        long in_channels, long out_channels, (long, long) kernel_size, (long, long) stride, (long, long)? padding, Padding? padding_type,
        (long, long) dilation, PaddingModes padding_mode, long groups, bool bias, Device? device, ScalarType? dtype)
        : base(
            nameof(Conv2d), in_channels, out_channels, functional.Listed(kernel_size)!, functional.Listed(stride)!, functional.Listed(padding),
            padding_type, functional.Listed(dilation)!, false, [0, 0], groups, bias, padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input) => Convolve(input, 2);
}

/// <summary>Over (N, C, D, H, W) or (C, D, H, W).</summary>
public sealed class Conv3d : Convolution
{
    internal Conv3d(
        long in_channels, long out_channels, (long, long, long) kernel_size, (long, long, long) stride, (long, long, long)? padding,
        Padding? padding_type, (long, long, long) dilation, PaddingModes padding_mode, long groups, bool bias, Device? device, ScalarType? dtype)
        : base(
            nameof(Conv3d), in_channels, out_channels, functional.Listed(kernel_size)!, functional.Listed(stride)!, functional.Listed(padding),
            padding_type, functional.Listed(dilation)!, false, [0, 0, 0], groups, bias, padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input) => Convolve(input, 3);
}
