using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Attention;

[Example("ViT by unfold of patches, einsum attention, class token, learnt positions", 16, 3, 16, 16, IsSeen = true)]
public class VitEinsum : Module<Tensor, Tensor>
{
    readonly int patch, dim, heads;
    readonly Linear toPatch;
    readonly Parameter cls, pos;
    readonly ModuleList<EncoderBlock> encoder = new ModuleList<EncoderBlock>();
    readonly Sequential mlpHead;

    public VitEinsum(int image = 16, int patch = 4, int dim = 48, int depth = 3, int heads = 4, int classes = 10) : base("vit")
    {
        this.patch = patch; this.dim = dim; this.heads = heads;
        int n = (image / patch) * (image / patch);
        int patchDim = 3 * patch * patch;
        toPatch = Linear(patchDim, dim);
        cls = Parameter(randn(1, 1, dim));
        pos = Parameter(randn(1, n + 1, dim));
        for (int i = 0; i < depth; i++) encoder.Add(new EncoderBlock(dim, heads, 2 * dim));
        mlpHead = Sequential(LayerNorm(dim), Linear(dim, classes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor img)
    {
        long b = img.shape[0], c = img.shape[1], hh = img.shape[2] / patch, ww = img.shape[3] / patch;
        var x = img.view(b, c, hh, patch, ww, patch).permute(0, 2, 4, 3, 5, 1).reshape(b, hh * ww, patch * patch * c);
        x = toPatch.call(x);
        var tokens = cls.expand(b, -1, -1);
        x = cat(new[] { tokens, x }, dim: 1);
        x += pos;
        foreach (var block in encoder) x = block.call(x);
        return mlpHead.call(x[TensorIndex.Colon, 0]);
    }

    public class EncoderBlock : Module<Tensor, Tensor>
    {
        readonly int heads;
        readonly double scale;
        readonly LayerNorm n1, n2;
        readonly Linear qkv, proj;
        readonly Sequential ff;

        public EncoderBlock(int dim, int heads, int hidden) : base("block")
        {
            this.heads = heads;
            scale = Math.Pow(dim / heads, -0.5);
            n1 = LayerNorm(dim); n2 = LayerNorm(dim);
            qkv = Linear(dim, dim * 3, hasBias: false);
            proj = Linear(dim, dim);
            ff = Sequential(Linear(dim, hidden), GELU(), Dropout(0), Linear(hidden, dim), Dropout(0));
            RegisterComponents();
        }

        Tensor Attend(Tensor x)
        {
            long b = x.shape[0], n = x.shape[1];
            var t = qkv.call(x).reshape(b, n, 3, heads, -1).permute(2, 0, 3, 1, 4);
            Tensor q = t[0], k = t[1], v = t[2];
            var dots = einsum("bhid,bhjd->bhij", q, k) * scale;
            var attn = dots.softmax(-1);
            var o = einsum("bhij,bhjd->bhid", attn, v);
            return proj.call(o.transpose(1, 2).reshape(b, n, -1));
        }

        public override Tensor forward(Tensor x)
        {
            x = Attend(n1.call(x)) + x;
            x = ff.call(n2.call(x)) + x;
            return x;
        }
    }
}
