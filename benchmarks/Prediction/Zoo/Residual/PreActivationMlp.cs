using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("12 blocks x + W₂ relu(W₁ relu(x)), default initialisation", 64, 48)]
public class PreActivationMlp : Module<Tensor, Tensor>
{
    private readonly Linear stem = Linear(48, 96);
    private readonly ModuleList<Block> blocks = new(Enumerable.Range(0, 12).Select(_ => new Block(96)).ToArray());
    private readonly Linear head = Linear(96, 10);

    public PreActivationMlp() : base("pre") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = stem.call(x);
        foreach (var block in blocks)
            x = block.call(x);
        return head.call(x);
    }

    private class Block : Module<Tensor, Tensor>
    {
        private readonly Linear w1, w2;

        public Block(long width) : base("block")
        {
            w1 = Linear(width, width);
            w2 = Linear(width, width);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => x + w2.call(w1.call(x.relu()).relu());
    }
}
