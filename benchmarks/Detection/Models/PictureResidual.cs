using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Models;

/// <summary>A small residual network over pictures with batch normalization (He et al. 2016).</summary>
internal sealed class PictureResidual : Module<Tensor, Tensor>
{
    private readonly Conv2d stem = Conv2d(1, 8, 3, padding: 1, bias: false);
    private readonly ModuleList<Block> blocks = new();
    private readonly Linear head = Linear(8, 4);

    public PictureResidual(int depth, bool zeroGain = false)
        : base(nameof(PictureResidual))
    {
        for (var i = 0; i < depth; i++)
            blocks.Add(new Block(zeroGain));

        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = stem.call(input);
        foreach (var block in blocks)
            x = block.call(x);

        return head.call(x.mean([2, 3]));
    }

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly BatchNorm2d norm1 = BatchNorm2d(8);
        private readonly Conv2d conv1 = Conv2d(8, 8, 3, padding: 1, bias: false);
        private readonly BatchNorm2d norm2 = BatchNorm2d(8);
        private readonly Conv2d conv2 = Conv2d(8, 8, 3, padding: 1, bias: false);
        private readonly BatchNorm2d norm3 = BatchNorm2d(8);

        public Block(bool zeroGain)
            : base(nameof(Block))
        {
            RegisterComponents();
            if (zeroGain)
                init.zeros_(norm3.weight!);
        }

        public override Tensor forward(Tensor x) =>
            x.add(norm3.call(conv2.call(norm2.call(conv1.call(norm1.call(x).relu())).relu())));
    }
}
