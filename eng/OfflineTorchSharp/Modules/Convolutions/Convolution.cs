using TorchSharp.Dispatch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>What the convolutions of one, two and three dimensions share; arrays hold one number a spatial dimension.</summary>
public abstract class Convolution : Module<Tensor, Tensor>
{
    protected Convolution(
        string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type,
        long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode,
        Device? device = null, ScalarType? dtype = null)
        : base(name)
    {
        if (transposed && padding_mode != PaddingModes.Zeros)
        {
            throw new ArgumentException("Only PaddingModes.Zeros is supported for ConvTransposeND", nameof(padding_mode));
        }

        this.in_channels = in_channels;
        this.out_channels = out_channels;
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding_type is null ? padding ?? new long[kernel_size.Length] : null;
        this.padding_type = padding_type;
        this.dilation = dilation;
        this.transposed = transposed;
        this.output_padding = output_padding;
        this.groups = groups;
        this.padding_mode = padding_mode;
        long[] shape = transposed
            ? [in_channels, out_channels / groups, .. kernel_size]
            : [out_channels, in_channels / groups, .. kernel_size];
        weight = DefaultInitialization.Weight(shape, device, dtype);
        if (bias)
        {
            this.bias = DefaultInitialization.Bias(weight, out_channels, device, dtype);
        }
    }

    public long in_channels { get; }

    public long out_channels { get; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    /// <summary>Null where <see cref="padding_type"/> rules.</summary>
    public long[]? padding { get; private set; }

    public Padding? padding_type { get; private set; }

    public long[] dilation { get; set; }

    public bool transposed { get; }

    public long[] output_padding { get; set; }

    public long groups { get; set; }

    public PaddingModes padding_mode { get; set; }

    public Parameter weight
    {
        get => Own(nameof(weight))!;
        set => Own(nameof(weight), value);
    }

    public Parameter? bias
    {
        get => Own(nameof(bias));
        set => Own(nameof(bias), value);
    }

    public void SetPadding(long[] padding) => (this.padding, padding_type) = (padding, null);

    /// <exception cref="ArgumentException">The convolution is a transposed one.</exception>
    public void SetPadding(Padding padding)
    {
        if (transposed)
        {
            throw new ArgumentException("Cannot set padding type on ConvTransposeND", nameof(padding));
        }

        (this.padding, padding_type) = (null, padding);
    }

    public void reset_parameters()
    {
        DefaultInitialization.ResetWeight(weight);
        if (bias is { } offset)
        {
            DefaultInitialization.ResetBias(offset, weight);
        }
    }

    /// <summary>Whether the input is a batch or a single sample of so many spatial dimensions, with the right number of channels.</summary>
    protected bool ValidateShape(Tensor input, long dimensions)
    {
        var shape = input.shape;
        return (shape.Length == dimensions + 2 && shape[1] == in_channels) || (shape.Length == dimensions + 1 && shape[0] == in_channels);
    }

    /// <summary>Runs the operator, on an input that is given its border first where the border is not made of zeros.</summary>
    private protected Tensor Convolve(Tensor input, int dimensions)
    {
        if (!ValidateShape(input, dimensions))
        {
            throw new ArgumentException(
                $"Expected {dimensions + 1}D (unbatched) or {dimensions + 2}D (batched) input with {in_channels} channels to Conv{dimensions}d.",
                nameof(input));
        }

        if (padding_mode != PaddingModes.Zeros)
        {
            using var bordered = functional.pad(input, Border(), padding_mode);
            return Aten.Call($"conv{dimensions}d", bordered, weight, bias, stride, new long[dimensions], dilation, groups);
        }

        return padding_type is { } type
            ? Aten.Call($"conv{dimensions}d.padding", input, weight, bias, stride, type == Padding.Same ? "same" : "valid", dilation, groups)
            : Aten.Call($"conv{dimensions}d", input, weight, bias, stride, padding, dilation, groups);
    }

    /// <summary>The widths before and after, for the last dimension first; an odd total width has its larger half after.</summary>
    private long[] Border()
    {
        var border = new long[2 * kernel_size.Length];
        for (var dim = 0; dim < kernel_size.Length; dim++)
        {
            var total = padding_type == Padding.Same ? dilation[dim] * (kernel_size[dim] - 1) : 2 * (padding?[dim] ?? 0);
            var position = 2 * (kernel_size.Length - 1 - dim);
            (border[position], border[position + 1]) = (total / 2, total - (total / 2));
        }

        return border;
    }
}
