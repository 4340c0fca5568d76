using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Backbones;

/// <summary>Norm and activation before each convolution; generic over the activation.</summary>
[Example("pre-activation ResNet", 16, 3, 32, 32)]
internal sealed class PreActivationNet : Module<Tensor, Tensor>
{
    private sealed class Pre(long i, long o, long stride) : Module<Tensor, Tensor>("pre")
    {
        private readonly BatchNorm2d n1 = BatchNorm2d(i), n2 = BatchNorm2d(o);
        private readonly Conv2d c1 = Conv2d(i, o, 3, stride: stride, padding: 1, bias: false);
        private readonly Conv2d c2 = Conv2d(o, o, 3, padding: 1, bias: false);
        private readonly Conv2d? proj = i == o && stride == 1 ? null : Conv2d(i, o, 1, stride: stride, bias: false);

        public override Tensor forward(Tensor x)
        {
            var a = n1.call(x).relu_();
            var skip = proj is null ? x : proj.call(a);
            return c2.call(n2.call(c1.call(a)).relu_()) + skip;
        }
    }

    private readonly Conv2d entry = Conv2d(3, 12, 3, padding: 1);
    private readonly ModuleList<Pre> blocks = ModuleList<Pre>(new(12, 12, 1), new(12, 24, 2), new(24, 24, 1), new(24, 48, 2), new(48, 48, 1));
    private readonly BatchNorm2d exit_norm = BatchNorm2d(48);
    private readonly Linear exit = Linear(48, 10);

    public PreActivationNet() : base(nameof(PreActivationNet)) => RegisterComponents();

    public override Tensor forward(Tensor x) =>
        exit.call(blocks.Aggregate(entry.call(x), (h, block) => block.call(h), h => relu(exit_norm.call(h)).mean([-2, -1])));
}
