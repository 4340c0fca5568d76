using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("MobileNetV2 blocks with linear bottlenecks and skips", 64, 3, 16, 16)]
public class InvertedBottleneck : Module<Tensor, Tensor>
{
    private readonly Sequential net;

    public InvertedBottleneck() : base("mobilenet")
    {
        net = Sequential(
            ("stem", Conv2d(3, 16, 3, padding: 1, bias: false)),
            ("stem_norm", BatchNorm2d(16)),
            ("block1", new Inverted(16, 16, 4, 1)),
            ("block2", new Inverted(16, 24, 4, 2)),
            ("block3", new Inverted(24, 24, 4, 1)),
            ("block4", new Inverted(24, 24, 4, 1)),
            ("pool", AdaptiveAvgPool2d(1)),
            ("flatten", Flatten()),
            ("head", Linear(24, 10)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => net.call(x);

    private sealed class Inverted : Module<Tensor, Tensor>
    {
        private readonly Sequential conv;
        private readonly bool skips;

        public Inverted(int from, int to, int expand, int stride) : base("inverted")
        {
            var inner = from * expand;
            skips = stride == 1 && from == to;
            conv = Sequential(
                Conv2d(from, inner, 1, bias: false), BatchNorm2d(inner), ReLU6(inplace: true),
                Conv2d(inner, inner, 3, stride: stride, padding: 1, groups: inner, bias: false), BatchNorm2d(inner), ReLU6(inplace: true),
                Conv2d(inner, to, 1, bias: false), BatchNorm2d(to));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => skips ? x + conv.call(x) : conv.call(x);
    }
}
