using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("8 blocks whose last Linear starts at zero", 64, 40)]
public class ZeroInitBranches : Module<Tensor, Tensor>
{
    private readonly Linear embed = Linear(40, 80);
    private readonly Block[] blocks = new Block[8];
    private readonly Linear head = Linear(80, 10);

    public ZeroInitBranches() : base("zero-init")
    {
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] = new Block();
            register_module("block" + i, blocks[i]);
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = embed.call(x);
        for (int i = 0; i < blocks.Length; i++)
            x = blocks[i].call(x);
        return head.call(x);
    }

    private class Block : Module<Tensor, Tensor>
    {
        private readonly Linear up = Linear(80, 160), down = Linear(160, 80);

        public Block() : base("b")
        {
            init.zeros_(down.weight);
            init.zeros_(down.bias);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => x + down.call(up.call(x).gelu());
    }
}
