using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

public sealed class MaxPool1d : ParameterLessModule<Tensor, Tensor>
{
    internal MaxPool1d(long kernel_size, long? stride, long? padding, long? dilation, bool ceil_mode)
        : base(nameof(MaxPool1d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        this.ceil_mode = ceil_mode;
    }

    public long kernel_size { get; set; }

    public long? stride { get; set; }

    public long? padding { get; set; }

    public long? dilation { get; set; }

    public bool ceil_mode { get; set; }

    public override Tensor forward(Tensor input) => functional.max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode);

    public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input)
        => functional.max_pool1d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);
}

public sealed class MaxPool2d : ParameterLessModule<Tensor, Tensor>
{
    internal MaxPool2d(long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, bool ceil_mode)
        : base(nameof(MaxPool2d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        this.ceil_mode = ceil_mode;
    }

    public long[] kernel_size { get; set; }

    public long[]? stride { get; set; }

    public long[]? padding { get; set; }

    public long[]? dilation { get; set; }

    public bool ceil_mode { get; set; }

    public override Tensor forward(Tensor input) => functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);

    public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input)
        => functional.max_pool2d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);
}

public sealed class MaxPool3d : ParameterLessModule<Tensor, Tensor>
{
    internal MaxPool3d(long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, bool ceil_mode)
        : base(nameof(MaxPool3d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        this.ceil_mode = ceil_mode;
    }

    public long[] kernel_size { get; set; }

    public long[]? stride { get; set; }

    public long[]? padding { get; set; }

    public long[]? dilation { get; set; }

    public bool ceil_mode { get; set; }

    public override Tensor forward(Tensor input) => functional.max_pool3d(input, kernel_size, stride, padding, dilation, ceil_mode);

    public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input)
        => functional.max_pool3d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);
}

/// <summary>The partial inverse of MaxPool2d: its maxima where they came from, between zeros.</summary>
public sealed class MaxUnpool2d : ParameterLessModule<Tensor, Tensor, long[]?, Tensor>
{
    internal MaxUnpool2d(long[] kernel_size, long[]? stride, long[]? padding)
        : base(nameof(MaxUnpool2d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
    }

    public long[] kernel_size { get; set; }

    public long[]? stride { get; set; }

    public long[]? padding { get; set; }

    public new Tensor call(Tensor tensor, Tensor indices, long[]? output_size = null) => base.call(tensor, indices, output_size);

    public override Tensor forward(Tensor tensor, Tensor indices, long[]? output_size = null)
        => functional.max_unpool2d(tensor, indices, kernel_size, stride, padding, output_size);
}
