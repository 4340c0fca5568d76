using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Transformers;

internal sealed partial class PocketViT
{
    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly LayerNorm norm1;
        private readonly SelfAttention attn;
        private readonly LayerNorm norm2;
        private readonly Sequential mlp;

        public Block(int dim, int heads, double ratio = 2.0) : base("block")
        {
            norm1 = LayerNorm(dim, eps: 1e-6);
            attn = new(dim, heads);
            norm2 = LayerNorm(dim, eps: 1e-6);
            var hidden = (long)(dim * ratio);
            mlp = Sequential(("fc1", Linear(dim, hidden)), ("act", GELU()), ("fc2", Linear(hidden, dim)));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            x += attn.call(norm1.call(x));
            x += mlp.call(norm2.call(x));
            return x;
        }
    }

    private partial void InitializeWeights()
    {
        init.trunc_normal_(pos_embed, std: 0.02);
        init.normal_(cls_token, std: 1e-6);
        foreach (var m in modules().OfType<Linear>())
        {
            init.xavier_uniform_(m.weight);
            if (m.bias is { } bias)
                init.zeros_(bias);
        }
    }
}
