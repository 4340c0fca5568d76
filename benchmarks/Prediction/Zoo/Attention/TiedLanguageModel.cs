using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Attention;

[Example("einsum attention, RMSNorm by division, GEGLU by chunk, output weights tied to the embedding", 8, 12, Vocabulary = 60, IsSeen = true)]
public sealed class TiedLanguageModel : Module<Tensor, Tensor>
{
    private readonly Embedding tokens = Embedding(60, 24);
    private readonly ModuleList<Block> blocks = [];
    private readonly Rms final = new(24);

    public TiedLanguageModel()
        : base("tied")
    {
        for (var i = 0; i < 2; i++)
            blocks.Add(new Block(24, 4));

        RegisterComponents();
        init.normal_(tokens.weight!, 0, 0.02);
    }

    public override Tensor forward(Tensor input)
    {
        var x = tokens.call(input);
        foreach (var block in blocks)
            x = block.call(x);

        return functional.linear(final.call(x), tokens.weight!);
    }

    private sealed class Rms : Module<Tensor, Tensor>
    {
        private readonly Parameter gain;

        public Rms(long width)
            : base("rms")
        {
            gain = Parameter(ones(width));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => x / sqrt(x.square().mean([-1], keepdim: true) + 1e-8) * gain;
    }

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Rms norm1, norm2;
        private readonly Linear qkv, project, up, down;
        private readonly long heads;

        public Block(long width, long heads)
            : base("block")
        {
            this.heads = heads;
            norm1 = new(width);
            norm2 = new(width);
            qkv = Linear(width, 3 * width, hasBias: false);
            project = Linear(width, width, hasBias: false);
            up = Linear(width, 8 * width / 3 * 2, hasBias: false);
            down = Linear(8 * width / 3, width, hasBias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var (batch, steps, width) = (x.shape[0], x.shape[1], x.shape[2]);
            var parts = qkv.call(norm1.call(x)).reshape(batch, steps, 3, heads, width / heads).unbind(2);
            var scores = einsum("bqhd,bkhd->bhqk", parts[0], parts[1]) * Math.Pow(width / heads, -0.5);
            x = x + project.call(einsum("bhqk,bkhd->bqhd", functional.softmax(scores, -1), parts[2]).reshape(batch, steps, width));
            var halves = up.call(norm2.call(x)).chunk(2, dim: -1);
            return x + down.call(functional.gelu(halves[0]) * halves[1]);
        }
    }
}
