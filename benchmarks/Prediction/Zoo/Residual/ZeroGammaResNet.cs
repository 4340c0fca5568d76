using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("ResNet blocks whose last BatchNorm2d starts with gain zero", 64, 16, 8, 8)]
public class ZeroGammaResNet : Module<Tensor, Tensor>
{
    private readonly Block one = new(), two = new(), three = new();
    private readonly Linear head = Linear(16 * 64, 10);

    public ZeroGammaResNet() : base("zero-gamma")
    {
        RegisterComponents();
        foreach (var block in new[] { one, two, three })
            init.zeros_(block.Last.weight);
    }

    public override Tensor forward(Tensor x) => head.call(three.call(two.call(one.call(x))).flatten(1));

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Conv2d c1 = Conv2d(16, 16, 3, padding: 1), c2 = Conv2d(16, 16, 3, padding: 1);
        private readonly BatchNorm2d n1 = BatchNorm2d(16);

        public BatchNorm2d Last { get; } = BatchNorm2d(16);

        public Block() : base("block") => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var y = n1.call(c1.call(x)).relu();
            y = Last.call(c2.call(y));
            return (x + y).relu();
        }
    }
}
