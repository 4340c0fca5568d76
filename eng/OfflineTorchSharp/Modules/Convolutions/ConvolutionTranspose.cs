using TorchSharp.Dispatch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The gradient of a convolution as a layer; the weight has shape (in_channels, out_channels / groups, kernel…).</summary>
public abstract class ConvolutionTranspose : Convolution
{
    protected ConvolutionTranspose(
        string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type,
        long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode,
        Device? device = null, ScalarType? dtype = null)
        : base(
            name, in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, transposed, output_padding, groups, bias,
            padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input) => forward(input, null);

    /// <param name="input">A batch or a single sample.</param>
    /// <param name="output_size">Which of the sizes that the stride allows comes out; with or without the first dimensions.</param>
    public abstract Tensor forward(Tensor input, long[]? output_size);

    /// <summary>What has to be added on one side to reach the size that is asked for.</summary>
    /// <exception cref="ArgumentException">No such size can come out.</exception>
    protected long[] _output_padding(
        Tensor input, long[]? output_size, long[] kernel_size, long[] stride, long[] padding, long[] dilation, long num_spatial_dims)
    {
        if (output_size is null)
        {
            return output_padding;
        }

        var shape = input.shape;
        var leading = shape.Length - (int)num_spatial_dims;
        var sizes = output_size.Length == shape.Length ? output_size[leading..] : output_size;
        if (sizes.Length != num_spatial_dims)
        {
            throw new ArgumentException(
                $"{GetName()}: for {shape.Length}D input, output_size must have {num_spatial_dims} or {shape.Length} elements (got {output_size.Length})",
                nameof(output_size));
        }

        var extra = new long[sizes.Length];
        for (var dim = 0; dim < sizes.Length; dim++)
        {
            var smallest = ((shape[leading + dim] - 1) * stride[dim]) - (2 * padding[dim]) + (dilation[dim] * (kernel_size[dim] - 1)) + 1;
            var largest = smallest + stride[dim] - 1;
            if (sizes[dim] < smallest || sizes[dim] > largest)
            {
                throw new ArgumentException(
                    $"Requested an output size of {sizes[dim]}, but valid sizes range from {smallest} to {largest}", nameof(output_size));
            }

            extra[dim] = sizes[dim] - smallest;
        }

        return extra;
    }

    private protected Tensor ConvolveTransposed(Tensor input, long[]? output_size, int dimensions)
    {
        if (!ValidateShape(input, dimensions))
        {
            throw new ArgumentException(
                $"Expected {dimensions + 1}D (unbatched) or {dimensions + 2}D (batched) input with {in_channels} channels to ConvTranspose{dimensions}d.",
                nameof(input));
        }

        var extra = _output_padding(input, output_size, kernel_size, stride, padding!, dilation, dimensions);
        var op = dimensions == 1 ? "conv_transpose1d" : $"conv_transpose{dimensions}d.input";
        return Aten.Call(op, input, weight, bias, stride, padding, extra, groups, dilation);
    }
}

/// <summary>Over (N, C, L) or (C, L).</summary>
public sealed class ConvTranspose1d : ConvolutionTranspose
{
    internal ConvTranspose1d(
        long in_channels, long out_channels, long kernel_size, long stride, long padding, long output_padding, long dilation,
        PaddingModes padding_mode, long groups, bool bias, Device? device, ScalarType? dtype)
        : base(
            nameof(ConvTranspose1d), in_channels, out_channels, [kernel_size], [stride], [padding], null, [dilation], true, [output_padding],
            groups, bias, padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input, long[]? output_size) => ConvolveTransposed(input, output_size, 1);
}

/// <summary>Over (N, C, H, W) or (C, H, W).</summary>
public sealed class ConvTranspose2d : ConvolutionTranspose
{
    internal ConvTranspose2d(
        long in_channels, long out_channels, (long, long) kernel_size, (long, long) stride, (long, long) padding, (long, long) output_padding,
        (long, long) dilation, PaddingModes padding_mode, long groups, bool bias, Device? device, ScalarType? dtype)
        : base(
            nameof(ConvTranspose2d), in_channels, out_channels, functional.Listed(kernel_size)!, functional.Listed(stride)!,
            functional.Listed(padding), null, functional.Listed(dilation)!, true, functional.Listed(output_padding)!, groups, bias, padding_mode,
            device, dtype)
    {
    }

    public override Tensor forward(Tensor input, long[]? output_size) => ConvolveTransposed(input, output_size, 2);
}

/// <summary>Over (N, C, D, H, W) or (C, D, H, W).</summary>
public sealed class ConvTranspose3d : ConvolutionTranspose
{
    internal ConvTranspose3d(
        long in_channels, long out_channels, (long, long, long) kernel_size, (long, long, long) stride, (long, long, long) padding,
        (long, long, long) output_padding, (long, long, long) dilation, PaddingModes padding_mode, long groups, bool bias, Device? device,
        ScalarType? dtype)
        : base(
            nameof(ConvTranspose3d), in_channels, out_channels, functional.Listed(kernel_size)!, functional.Listed(stride)!,
            functional.Listed(padding), null, functional.Listed(dilation)!, true, functional.Listed(output_padding)!, groups, bias, padding_mode,
            device, dtype)
    {
    }

    public override Tensor forward(Tensor input, long[]? output_size) => ConvolveTransposed(input, output_size, 3);
}
