using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Normalized;

public sealed class WeightNormLinear : Module<Tensor, Tensor>
{
    private readonly Parameter v, g, b;

    public WeightNormLinear(long inFeatures, long outFeatures) : base("wn")
    {
        v = Parameter(randn(outFeatures, inFeatures) * 0.05);
        g = Parameter(ones(outFeatures, 1));
        b = Parameter(zeros(outFeatures));
        RegisterComponents();
    }

    public Tensor Weight => g * v / v.norm(dim: 1, keepdim: true);

    public override Tensor forward(Tensor x) => functional.linear(x, Weight, b);
}

[Example("Weight normalisation by hand: g v/|v| as a property, five layers, softplus", 64, 25, IsSeen = true)]
public sealed class WeightNormNet : Module<Tensor, Tensor>
{
    private readonly ModuleList<WeightNormLinear> hidden = new(new WeightNormLinear(25, 40), new(40, 40), new(40, 40), new(40, 40));
    private readonly WeightNormLinear last = new(40, 6);

    public WeightNormNet() : base("wnnet") { RegisterComponents(); }

    public override Tensor forward(Tensor x)
    {
        for (var i = 0; i < hidden.Count; ++i) x = functional.elu(hidden[i].call(x), 1.0);
        return last.call(x);
    }
}
