using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Transformers;

/// <summary>Patches, a class token, learned places. See also the other part.</summary>
[Example("vision transformer", 8, 3, 32, 32)]
internal sealed partial class PocketViT : Module<Tensor, Tensor>
{
    private readonly Conv2d patch_embed;
    private readonly Parameter cls_token;
    private readonly Parameter pos_embed;
    private readonly Sequential blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;

    public PocketViT(int img = 32, int patch = 8, int dim = 36, int depth = 4, int heads = 3, int classes = 10) : base("vit")
    {
        int patches = (img / patch) * (img / patch);
        patch_embed = Conv2d(3, dim, patch, stride: patch);
        cls_token = new Parameter(zeros(1, 1, dim));
        pos_embed = new Parameter(zeros(1, patches + 1, dim));
        blocks = Sequential(Enumerable.Repeat(0, depth).Select(_ => new Block(dim, heads)));
        norm = LayerNorm(dim, eps: 1e-6);
        head = Linear(dim, classes);
        RegisterComponents();
        InitializeWeights();
    }

    private partial void InitializeWeights();

    public override Tensor forward(Tensor x)
    {
        var n = x.shape[0];
        x = patch_embed.call(x).flatten(2).transpose(1, 2);
        x = cat([cls_token.expand(n, -1, -1), x], dim: 1) + pos_embed;
        x = norm.call(blocks.call(x));
        return head.call(x.select(1, 0));
    }
}
