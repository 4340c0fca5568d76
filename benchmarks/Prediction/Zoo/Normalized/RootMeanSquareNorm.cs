using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Normalized;

[Example("6 × Linear + SiLU + RMSNorm written by hand", 64, 48)]
public class RootMeanSquareNorm : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> layers = new();

    public RootMeanSquareNorm() : base("rms")
    {
        for (int i = 0; i < 5; i++)
        {
            layers.Add(Linear(48, 48));
            layers.Add(new RmsNorm(48));
            layers.Add(SiLU());
        }

        layers.Add(Linear(48, 8));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers)
            x = layer.call(x);
        return x;
    }

    private sealed class RmsNorm : Module<Tensor, Tensor>
    {
        private readonly Parameter weight;
        private readonly double eps = 1e-6;

        public RmsNorm(long size) : base("RmsNorm")
        {
            weight = Parameter(ones(size));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var variance = x.pow(2).mean(new long[] { -1 }, keepdim: true);
            return x * rsqrt(variance + eps) * weight;
        }
    }
}
