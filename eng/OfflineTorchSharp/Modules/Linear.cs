using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>y = x Wᵀ + b with W of shape (out_features, in_features).</summary>
public sealed class Linear : Module<Tensor, Tensor>
{
    internal Linear(Parameter weight, Parameter? bias)
        : base(nameof(Linear))
    {
        (in_features, out_features) = (weight.shape[1], weight.shape[0]);
        this.weight = weight;
        this.bias = bias;
    }

    internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype)
        : base(nameof(Linear))
    {
        (in_features, out_features) = (inputSize, outputSize);
        weight = DefaultInitialization.Weight([outputSize, inputSize], device, dtype);
        if (hasBias)
        {
            bias = DefaultInitialization.Bias(weight, outputSize, device, dtype);
        }
    }

    public long in_features { get; set; }

    public long out_features { get; set; }

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

    public override Tensor forward(Tensor tensor) => functional.linear(tensor, weight, bias);
}

/// <summary>y_k = x1ᵀ W_k x2 + b_k with W of shape (out_features, in1_features, in2_features).</summary>
public sealed class Bilinear : Module<Tensor, Tensor, Tensor>
{
    internal Bilinear(long in1_features, long in2_features, long out_features, bool hasBias, Device? device, ScalarType? dtype)
        : base(nameof(Bilinear))
    {
        this.in1_features = in1_features;
        this.in2_features = in2_features;
        this.out_features = out_features;
        var bound = 1 / Math.Sqrt(in1_features);
        weight = DefaultInitialization.Uniform(bound, [out_features, in1_features, in2_features], device, dtype);
        if (hasBias)
        {
            bias = DefaultInitialization.Uniform(bound, [out_features], device, dtype);
        }
    }

    public long in1_features { get; set; }

    public long in2_features { get; set; }

    public long out_features { get; set; }

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

    public override Tensor forward(Tensor input1, Tensor input2) => functional.bilinear(input1, input2, weight, bias);
}

public sealed class Identity : ParameterLessModule<Tensor, Tensor>
{
    internal Identity()
        : base(nameof(Identity))
    {
    }

    public override Tensor forward(Tensor tensor) => tensor.alias();
}
