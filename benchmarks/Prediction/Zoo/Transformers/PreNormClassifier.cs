using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Transformers;

/// <summary>Norms before each branch.</summary>
[Example("pre-norm transformer, own attention", 16, 16, Vocabulary = 100)]
internal sealed class PreNormClassifier : Module<Tensor, Tensor>
{
    private sealed class Residual<TInner> : Module<Tensor, Tensor>
        where TInner : Module<Tensor, Tensor>
    {
        private readonly LayerNorm norm;
        private readonly TInner fn;

        public Residual(TInner inner, long dim) : base("residual")
        {
            (norm, fn) = (LayerNorm(dim), inner);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => x + fn.call(norm.call(x));
    }

    private readonly Embedding tok, pos;
    private readonly Sequential blocks;
    private readonly LayerNorm ln_f;
    private readonly Linear head;

    public PreNormClassifier(TransformerConfig? config = null) : base("prenorm")
    {
        var c = config ?? new();
        tok = Embedding(c.Vocab, c.Dim);
        pos = Embedding(c.Length, c.Dim);
        blocks = Sequential();
        for (int i = 0; i < c.Layers; i++)
        {
            blocks.append($"attn{i}", new Residual<SelfAttention>(new SelfAttention(c.Dim, c.Heads), c.Dim));
            blocks.append($"mlp{i}", new Residual<Sequential>(Sequential(Linear(c.Dim, 4 * c.Dim), GELU(), Linear(4 * c.Dim, c.Dim)), c.Dim));
        }

        ln_f = LayerNorm(c.Dim);
        head = Linear(c.Dim, c.Classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids)
    {
        var positions = arange(ids.shape[1], dtype: ScalarType.Int64);
        var x = tok.call(ids) + pos.call(positions);
        return head.call(ln_f.call(blocks.call(x)).mean([1]));
    }
}

internal sealed record TransformerConfig
{
    public int Vocab { get; init; } = 100;
    public int Dim { get; init; } = 32;
    public int Heads { get; init; } = 4;
    public int Layers { get; init; } = 4;
    public int Length { get; init; } = 16;
    public int Classes { get; init; } = 5;

    public int HeadDim => Dim / Heads;
}
