using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("6 blocks x + Conv relu BN Conv relu BN x", 64, 3, 12, 12)]
public class ResNetV2 : Module<Tensor, Tensor>
{
    private readonly Conv2d stem = Conv2d(3, 24, 3, padding: 1);
    private readonly Sequential trunk;
    private readonly BatchNorm2d norm = BatchNorm2d(24);
    private readonly Linear head = Linear(24, 10);

    public ResNetV2() : base("v2")
    {
        trunk = Sequential(Enumerable.Repeat(24L, 6).Select(channels => new PreActivation(channels)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = trunk.call(stem.call(x));
        x = norm.call(x).relu();
        x = x.mean([2, 3]);
        return head.call(x);
    }

    private sealed class PreActivation : Module<Tensor, Tensor>
    {
        private readonly Sequential branch;

        public PreActivation(long channels) : base("branch")
        {
            branch = Sequential(
                BatchNorm2d(channels), ReLU(), Conv2d(channels, channels, 3, padding: 1, bias: false),
                BatchNorm2d(channels), ReLU(), Conv2d(channels, channels, 3, padding: 1, bias: false));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => branch.call(x).add(x);
    }
}
