using GradGuard.Detection.Problems;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Models;

/// <summary>A Transformer over tokens with learned positions: pre-norm blocks, or TorchSharp's own post-norm encoder.</summary>
internal sealed class Attention : Module<Tensor, Tensor>
{
    private readonly Embedding tokens = Embedding(Series.Vocabulary, Width);
    private readonly Embedding positions = Embedding(Series.Length, Width);
    private readonly ModuleList<Block> blocks = new();
    private readonly TransformerEncoder? encoder;
    private readonly LayerNorm norm = LayerNorm(Width);
    private readonly Linear head;
    private readonly bool _everyStep;
    private const int Width = 16;

    public Attention(int depth, int outputs, bool everyStep, bool isPostNorm = false)
        : base(nameof(Attention))
    {
        _everyStep = everyStep;
        if (isPostNorm)
            encoder = TransformerEncoder(TransformerEncoderLayer(Width, 2, 32, 0.1), depth);
        else
            for (var i = 0; i < depth; i++)
                blocks.Add(new Block());

        head = Linear(Width, outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = tokens.call(input).add(positions.call(arange(Series.Length))).transpose(0, 1);
        if (encoder is not null)
            x = encoder.call(x);
        else
            foreach (var block in blocks)
                x = block.call(x);

        x = norm.call(x).transpose(0, 1);
        return head.call(_everyStep ? x : x.mean([1]));
    }

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly LayerNorm norm1 = LayerNorm(Width);
        private readonly MultiheadAttention attend = MultiheadAttention(Width, 2);
        private readonly LayerNorm norm2 = LayerNorm(Width);
        private readonly Linear up = Linear(Width, 2 * Width);
        private readonly Linear down = Linear(2 * Width, Width);

        public Block()
            : base(nameof(Block)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var h = norm1.call(x);
            x = x.add(attend.call(h, h, h).Item1);
            return x.add(down.call(functional.gelu(up.call(norm2.call(x)))));
        }
    }
}
