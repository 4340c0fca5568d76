using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Attention;

[Example("4 hand-written pre-norm blocks around MultiheadAttention", 12, 64, 16)]
public class PreNormTransformer : Module<Tensor, Tensor>
{
    private readonly Linear embed = Linear(16, 48);
    private readonly ModuleList<EncoderBlock> blocks = new();
    private readonly LayerNorm norm = LayerNorm(48);
    private readonly Linear head = Linear(48, 8);

    public PreNormTransformer() : base("pre-norm")
    {
        for (int i = 0; i < 4; i++)
            blocks.Add(new EncoderBlock(48, 4));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = embed.call(x);
        foreach (var block in blocks)
            x = block.call(x);
        x = norm.call(x).mean([0]);
        return head.call(x);
    }

    private sealed class EncoderBlock : Module<Tensor, Tensor>
    {
        private readonly LayerNorm ln1, ln2;
        private readonly MultiheadAttention attn;
        private readonly Sequential mlp;

        public EncoderBlock(long width, long heads) : base("block")
        {
            ln1 = LayerNorm(width);
            attn = MultiheadAttention(width, heads);
            ln2 = LayerNorm(width);
            mlp = Sequential(Linear(width, 4 * width), GELU(), Linear(4 * width, width));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var h = ln1.call(x);
            x = x + attn.call(h, h, h).Item1;
            return x + mlp.call(ln2.call(x));
        }
    }
}
