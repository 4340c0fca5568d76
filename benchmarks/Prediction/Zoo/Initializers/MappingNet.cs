using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("StyleGAN's mapping: N(0, 1) weights scaled by 1/√fan-in at every use, input normalised", 64, 32, IsSeen = true)]
public sealed class MappingNet : Module<Tensor, Tensor>
{
    private readonly Sequential net;
    private readonly Linear head = Linear(64, 4);

    public MappingNet()
        : base("mapping")
    {
        var parts = new List<Module<Tensor, Tensor>>();
        for (var i = 0; i < 6; i++)
        {
            parts.Add(new EqualLinear(i == 0 ? 32 : 64, 64));
            parts.Add(LeakyReLU(0.2));
        }

        net = Sequential(parts);
        RegisterComponents();
    }

    public override Tensor forward(Tensor z) => head.call(net.call(z * rsqrt(z.pow(2).mean([1], keepdim: true) + 1e-8)));

    private sealed class EqualLinear : Module<Tensor, Tensor>
    {
        private readonly Parameter weight, bias;
        private readonly double scale;

        public EqualLinear(long inputs, long outputs)
            : base("equal")
        {
            weight = Parameter(randn(outputs, inputs));
            bias = Parameter(zeros(outputs));
            scale = 1 / Math.Sqrt(inputs);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => functional.linear(x, weight * scale, bias);
    }
}
