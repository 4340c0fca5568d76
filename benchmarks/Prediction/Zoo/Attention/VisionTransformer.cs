using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Attention;

[Example("ViT: class token before the patches, position parameter, pre-norm blocks, first token out", 16, 3, 16, 16, IsSeen = true)]
public sealed class VisionTransformer : Module<Tensor, Tensor>
{
    private readonly Conv2d patches;
    private readonly Parameter token;
    private readonly Parameter positions;
    private readonly ModuleList<Block> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    public VisionTransformer(int width = 32, int depth = 3, int patch = 4, int image = 16)
        : base("vit")
    {
        var count = image / patch * (image / patch);
        patches = Conv2d(3, width, patch, stride: patch);
        token = Parameter(zeros(1, 1, width));
        positions = Parameter(randn(1, count + 1, width) * 0.02f);
        blocks = ModuleList(Enumerable.Range(0, depth).Select(_ => new Block(width, 4)).ToArray());
        norm = LayerNorm(width);
        head = Linear(width, 10);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = patches.call(x).flatten(2).transpose(1, 2);
        x = cat([token.expand(x.shape[0], -1, -1), x], 1) + positions;
        foreach (var block in blocks)
            x = block.call(x);

        return head.call(norm.call(x)[TensorIndex.Colon, 0]);
    }

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly LayerNorm norm1, norm2;
        private readonly MultiheadAttention attention;
        private readonly Sequential mlp;

        public Block(long width, long heads)
            : base("block")
        {
            norm1 = LayerNorm(width);
            norm2 = LayerNorm(width);
            attention = MultiheadAttention(width, heads);
            mlp = Sequential(Linear(width, 2 * width), GELU(), Linear(2 * width, width));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var steps = norm1.call(x).permute(1, 0, 2);
            x = x + attention.call(steps, steps, steps).Item1.permute(1, 0, 2);
            return x + mlp.call(norm2.call(x));
        }
    }
}
