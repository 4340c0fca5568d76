using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Backbones;

/// <summary>Sick at the start, by intent: the last gain of every bottleneck is zero, so its convolutions get nothing.</summary>
[Example("bottleneck ResNet with zero gains", 16, 3, 32, 32)]
internal sealed class ZeroGammaBottlenecks : Module<Tensor, Tensor>
{
    private const int Expansion = 4;

    private sealed class Bottleneck : Module<Tensor, Tensor>
    {
        private readonly Sequential residual;
        private readonly Module<Tensor, Tensor> identity;

        public Bottleneck(int cin, int width, int stride = 1) : base(nameof(Bottleneck))
        {
            var wide = width * Expansion;
            var gamma = BatchNorm2d(wide);
            init.zeros_(gamma.weight!);
            residual = Sequential(
                Conv2d(cin, width, 1, bias: false), BatchNorm2d(width), ReLU(true),
                Conv2d(width, width, 3, stride: stride, padding: 1, bias: false), BatchNorm2d(width), ReLU(true),
                Conv2d(width, wide, 1, bias: false), gamma);
            identity = cin == wide && stride == 1
                ? Identity()
                : Sequential(Conv2d(cin, wide, 1, stride: stride, bias: false), BatchNorm2d(wide));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => (residual.call(x) + identity.call(x)).relu();
    }

    private readonly Sequential net;

    public ZeroGammaBottlenecks() : base(nameof(ZeroGammaBottlenecks))
    {
        net = Sequential(
            ("stem", Conv2d(3, 16, 7, stride: 2, padding: 3, bias: false)),
            ("stem_bn", BatchNorm2d(16)),
            ("stem_relu", ReLU()),
            ("pool", MaxPool2d(3, stride: 2, padding: 1)),
            ("b1", new Bottleneck(16, 8)),
            ("b2", new Bottleneck(32, 8)),
            ("b3", new Bottleneck(32, 16, 2)),
            ("b4", new Bottleneck(64, 16)),
            ("gap", AdaptiveAvgPool2d(1)),
            ("flat", Flatten()),
            ("fc", Linear(64, 10)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => net.call(x);
}
