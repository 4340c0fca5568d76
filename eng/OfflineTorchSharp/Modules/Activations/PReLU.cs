using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A leaky ReLU with a learned slope, one for all channels or one for each (He et al. 2015).</summary>
public sealed class PReLU : Module<Tensor, Tensor>
{
    internal PReLU(long num_parameters, double init, Device? device, ScalarType? dtype)
        : base(nameof(PReLU))
    {
        this.num_parameters = num_parameters;
        this.init = init;
        weight = DefaultInitialization.Constant(init, [num_parameters], device, dtype);
    }

    public long num_parameters { get; }

    public double init { get; }

    public Parameter weight
    {
        get => Own(nameof(weight))!;
        set => Own(nameof(weight), value);
    }

    public override string GetName() => nameof(PReLU);

    public override Tensor forward(Tensor tensor) => functional.prelu(tensor, weight);
}
