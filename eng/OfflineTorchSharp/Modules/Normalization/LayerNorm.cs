using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Normalises over the trailing dimensions (Ba et al. 2016).</summary>
public sealed class LayerNorm : Module<Tensor, Tensor>
{
    internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(LayerNorm))
    {
        this.normalized_shape = normalized_shape;
        this.eps = eps;
        this.elementwise_affine = elementwise_affine;
        if (elementwise_affine)
        {
            weight = DefaultInitialization.Constant(1, normalized_shape, device, dtype);
            this.bias = bias ? DefaultInitialization.Constant(0, normalized_shape, device, dtype) : null;
        }
    }

    public long[] normalized_shape { get; set; }

    public double eps { get; set; }

    public bool elementwise_affine { get; set; }

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

    public override Tensor forward(Tensor tensor) => functional.layer_norm(tensor, normalized_shape, Own(nameof(weight)), bias, eps);

    public void reset_parameters()
    {
        if (elementwise_affine)
        {
            init.ones_(weight);
        }

        if (bias is { } offset)
        {
            init.zeros_(offset);
        }
    }
}

/// <summary>Normalises over groups of channels and all positions (Wu and He 2018).</summary>
/// <remarks>TorchSharp 0.104 to 0.107 leave weight and bias as uninitialised memory; here they start at one and zero, as in PyTorch.</remarks>
public sealed class GroupNorm : Module<Tensor, Tensor>
{
    internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device? device, ScalarType? dtype)
        : base(nameof(GroupNorm))
    {
        this.num_groups = num_groups;
        this.eps = eps;
        this.affine = affine;
        if (affine)
        {
            weight = DefaultInitialization.Constant(1, [num_channels], device, dtype);
            bias = DefaultInitialization.Constant(0, [num_channels], device, dtype);
        }
    }

    public long num_groups { get; set; }

    public double eps { get; set; }

    public bool affine { get; set; }

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

    public override Tensor forward(Tensor tensor)
    {
        if (tensor.Dimensions < 3)
        {
            throw new ArgumentException($"Invalid number of dimensions for GroupNorm argument: {tensor.Dimensions}", nameof(tensor));
        }

        return functional.group_norm(tensor, num_groups, Own(nameof(weight)), bias, eps);
    }
}

/// <summary>Divides by the size of the neighbouring channels (Krizhevsky et al. 2012).</summary>
public sealed class LocalResponseNorm : ParameterLessModule<Tensor, Tensor>
{
    internal LocalResponseNorm(long size, double alpha, double beta, double k)
        : base(nameof(LocalResponseNorm))
    {
        this.size = size;
        this.alpha = alpha;
        this.beta = beta;
        this.k = k;
    }

    public long size { get; set; }

    public double alpha { get; set; }

    public double beta { get; set; }

    public double k { get; set; }

    public override Tensor forward(Tensor input) => functional.local_response_norm(input, size, alpha, beta, k);
}
