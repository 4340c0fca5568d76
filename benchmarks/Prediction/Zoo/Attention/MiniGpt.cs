using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Attention;

[Example("Decoder blocks: token and position embeddings, scaled_dot_product_attention, a label at every step", 64, 16, Vocabulary = 64)]
public class MiniGpt : Module<Tensor, Tensor>
{
    private readonly Embedding tokens, positions;
    private readonly ModuleList<DecoderBlock> blocks;
    private readonly LayerNorm lnFinal;
    private readonly Linear lmHead;

    public MiniGpt(int vocabulary = 64, int context = 16, int width = 32, int depth = 3) : base("gpt")
    {
        tokens = Embedding(vocabulary, width);
        positions = Embedding(context, width);
        blocks = new ModuleList<DecoderBlock>(Enumerable.Range(0, depth).Select(_ => new DecoderBlock(width, 4)).ToArray());
        lnFinal = LayerNorm(width);
        lmHead = Linear(width, vocabulary, hasBias: false);
        RegisterComponents();
        apply(Initialise);
    }

    private void Initialise(Module module)
    {
        switch (module)
        {
            case Linear linear:
                init.normal_(linear.weight, 0, 0.02);
                if (linear.bias is not null)
                    init.zeros_(linear.bias);
                break;
            case Embedding embedding:
                init.normal_(embedding.weight, 0, 0.02);
                break;
        }
    }

    public override Tensor forward(Tensor indices)
    {
        var x = tokens.call(indices) + positions.call(arange(indices.shape[1]));
        foreach (var block in blocks)
            x = block.call(x);
        return lmHead.call(lnFinal.call(x));
    }

    private sealed class DecoderBlock : Module<Tensor, Tensor>
    {
        private readonly long heads;
        private readonly LayerNorm ln1, ln2;
        private readonly Linear qkv, proj, up, down;

        public DecoderBlock(long width, long heads) : base("decoder")
        {
            this.heads = heads;
            ln1 = LayerNorm(width);
            ln2 = LayerNorm(width);
            qkv = Linear(width, 3 * width);
            proj = Linear(width, width);
            up = Linear(width, 4 * width);
            down = Linear(4 * width, width);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            x = x + Attend(ln1.call(x));
            return x + down.call(F.gelu(up.call(ln2.call(x))));
        }

        private Tensor Attend(Tensor x)
        {
            var (b, t, c) = (x.shape[0], x.shape[1], x.shape[2]);
            var parts = qkv.call(x).chunk(3, -1);
            var q = parts[0].view(b, t, heads, c / heads).transpose(1, 2);
            var k = parts[1].view(b, t, heads, c / heads).transpose(1, 2);
            var v = parts[2].view(b, t, heads, c / heads).transpose(1, 2);
            var y = F.scaled_dot_product_attention(q, k, v, is_casual: true);
            return proj.call(y.transpose(1, 2).contiguous().view(b, t, c));
        }
    }
}
