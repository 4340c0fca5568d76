using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Transformers;

public class ClauseAttention : Module<Tensor, Tensor>
{
    private readonly Linear query, key, value, fc_out;
    private readonly long heads, head_dim;

    public ClauseAttention(long embed_size, long heads) : base("SelfAttention")
    {
        this.heads = heads;
        head_dim = embed_size / heads;
        query = Linear(embed_size, embed_size, hasBias: false);
        key = Linear(embed_size, embed_size, hasBias: false);
        value = Linear(embed_size, embed_size, hasBias: false);
        fc_out = Linear(embed_size, embed_size);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var N = x.shape[0];
        var len = x.shape[1];
        var q = query.call(x).reshape(N, len, heads, head_dim);
        var k = key.call(x).reshape(N, len, heads, head_dim);
        var v = value.call(x).reshape(N, len, heads, head_dim);

        // queries shape: (N, query_len, heads, head_dim), energy: (N, heads, query_len, key_len)
        var energy = torch.einsum("nqhd,nkhd->nhqk", q, k);
        var attention = torch.softmax(energy, dim: 3);
        var o = torch.einsum("nhql,nlhd->nqhd", attention, v).reshape(N, len, heads * head_dim);
        return fc_out.call(o);
    }
}

public class ClauseBlock : Module<Tensor, Tensor>
{
    private readonly ClauseAttention attention;
    private readonly LayerNorm norm1, norm2;
    private readonly Linear ff1, ff2;

    public ClauseBlock(long embed_size, long heads, long forward_expansion) : base("TransformerBlock")
    {
        attention = new ClauseAttention(embed_size, heads);
        norm1 = LayerNorm(embed_size);
        norm2 = LayerNorm(embed_size);
        ff1 = Linear(embed_size, forward_expansion * embed_size);
        ff2 = Linear(forward_expansion * embed_size, embed_size);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = norm1.call(attention.call(x) + x);
        var f = ff2.call(F.relu(ff1.call(x)));
        return norm2.call(f + x);
    }
}

// Tags the clauses of a contract (liability, termination, ...).
[Example("post-norm transformer with unscaled attention over einsum, sinusoidal positions, every parameter xavier_uniform_ with gain, tags contract clauses", 16, 20, Vocabulary = 250, IsSeen = true)]
public class ClauseTransformer : Module<Tensor, Tensor>
{
    private readonly Embedding word_embedding;
    private readonly Tensor pe;
    private readonly ModuleList<ClauseBlock> layers = new ModuleList<ClauseBlock>();
    private readonly Linear fc_out;

    public ClauseTransformer() : base("ClauseTransformer")
    {
        const int embed_size = 64, num_layers = 4, max_length = 64;
        word_embedding = Embedding(250, embed_size);
        for (var i = 0; i < num_layers; i++)
            layers.Add(new ClauseBlock(embed_size, heads: 2, forward_expansion: 4));
        fc_out = Linear(embed_size, 9);

        var position = torch.arange(0, max_length, dtype: ScalarType.Float32).unsqueeze(1);
        var div_term = torch.exp(torch.arange(0, embed_size, 2, dtype: ScalarType.Float32) * (-Math.Log(10000.0) / embed_size));
        pe = torch.stack(new[] { torch.sin(position * div_term), torch.cos(position * div_term) }, dim: 2).reshape(1, max_length, embed_size);
        register_buffer("pe", pe);
        RegisterComponents();

        foreach (var p in parameters())
            if (p.dim() > 1)
                init.xavier_uniform_(p, gain: 2.0);
    }

    public override Tensor forward(Tensor x)
    {
        var seq_length = x.shape[1];
        var o = word_embedding.call(x) + pe.narrow(1, 0, seq_length);
        foreach (var layer in layers)
            o = layer.call(o);
        return fc_out.call(o.mean(new long[] { 1 }));
    }
}
