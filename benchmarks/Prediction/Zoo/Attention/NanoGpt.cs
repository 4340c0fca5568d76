using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Attention;

public sealed record GPTConfig
{
    public int BlockSize { get; init; } = 16;
    public int VocabSize { get; init; } = 65;
    public int NLayer { get; init; } = 4;
    public int NHead { get; init; } = 4;
    public int NEmbd { get; init; } = 32;
    public double Dropout { get; init; } = 0.0;
    public bool Bias { get; init; } = false;
}

public class CausalSelfAttention : Module<Tensor, Tensor>
{
    private readonly Linear c_attn, c_proj;
    private readonly Dropout attn_dropout, resid_dropout;
    private readonly int n_head, n_embd;
    private readonly Tensor bias;

    public CausalSelfAttention(GPTConfig config) : base("attn")
    {
        if (config.NEmbd % config.NHead != 0) throw new ArgumentException("n_embd must be divisible by n_head");
        c_attn = Linear(config.NEmbd, 3 * config.NEmbd, config.Bias);
        c_proj = Linear(config.NEmbd, config.NEmbd, config.Bias);
        attn_dropout = Dropout(config.Dropout);
        resid_dropout = Dropout(config.Dropout);
        n_head = config.NHead;
        n_embd = config.NEmbd;
        bias = torch.tril(torch.ones(config.BlockSize, config.BlockSize)).view(1, 1, config.BlockSize, config.BlockSize);
        register_buffer("bias", bias);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var (B, T, C) = (x.size(0), x.size(1), x.size(2));
        var parts = c_attn.call(x).split(n_embd, dim: 2);
        var (q, k, v) = (parts[0], parts[1], parts[2]);
        k = k.view(B, T, n_head, C / n_head).transpose(1, 2);
        q = q.view(B, T, n_head, C / n_head).transpose(1, 2);
        v = v.view(B, T, n_head, C / n_head).transpose(1, 2);

        var att = (q.matmul(k.transpose(-2, -1))) * (1.0 / Math.Sqrt(k.size(-1)));
        att = att.masked_fill(bias[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(0, T), TensorIndex.Slice(0, T)] == 0, float.NegativeInfinity);
        att = F.softmax(att, dim: -1);
        att = attn_dropout.call(att);
        var y = att.matmul(v);
        y = y.transpose(1, 2).contiguous().view(B, T, C);
        return resid_dropout.call(c_proj.call(y));
    }
}

public class MLP : Module<Tensor, Tensor>
{
    private readonly Linear c_fc, c_proj;
    private readonly GELU gelu;
    private readonly Dropout dropout;

    public MLP(GPTConfig config) : base("mlp")
    {
        c_fc = Linear(config.NEmbd, 4 * config.NEmbd, config.Bias);
        gelu = GELU();
        c_proj = Linear(4 * config.NEmbd, config.NEmbd, config.Bias);
        dropout = Dropout(config.Dropout);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = c_fc.call(x);
        x = gelu.call(x);
        x = c_proj.call(x);
        x = dropout.call(x);
        return x;
    }
}

public class Block : Module<Tensor, Tensor>
{
    private readonly LayerNorm ln_1, ln_2;
    private readonly CausalSelfAttention attn;
    private readonly MLP mlp;

    public Block(GPTConfig config) : base("block")
    {
        ln_1 = LayerNorm(config.NEmbd);
        attn = new(config);
        ln_2 = LayerNorm(config.NEmbd);
        mlp = new(config);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = x + attn.call(ln_1.call(x));
        x = x + mlp.call(ln_2.call(x));
        return x;
    }
}

[Example("nanoGPT: c_attn split, causal mask buffer, std 0.02 and residual projections scaled by named_parameters, tied weights", 8, 16, Vocabulary = 65, IsSeen = true)]
public class NanoGpt : Module<Tensor, Tensor>
{
    private readonly Embedding wte, wpe;
    private readonly Dropout drop;
    private readonly ModuleList<Block> h;
    private readonly LayerNorm ln_f;
    private readonly Linear lm_head;
    private readonly GPTConfig config;

    public NanoGpt() : base("gpt")
    {
        config = new GPTConfig { Bias = true };
        wte = Embedding(config.VocabSize, config.NEmbd);
        wpe = Embedding(config.BlockSize, config.NEmbd);
        drop = Dropout(config.Dropout);
        h = new ModuleList<Block>(Enumerable.Range(0, config.NLayer).Select(_ => new Block(config)).ToArray());
        ln_f = LayerNorm(config.NEmbd);
        lm_head = Linear(config.NEmbd, config.VocabSize, hasBias: false);
        wte.weight = lm_head.weight;
        RegisterComponents();

        apply(_init_weights);
        foreach (var (pn, p) in named_parameters())
            if (pn.EndsWith("c_proj.weight"))
                init.normal_(p, mean: 0.0, std: 0.02 / Math.Sqrt(2 * config.NLayer));
    }

    private void _init_weights(Module module)
    {
        if (module is Linear linear)
        {
            init.normal_(linear.weight, mean: 0.0, std: 0.02);
            if (linear.bias is not null)
                init.zeros_(linear.bias);
        }
        else if (module is Embedding embedding)
        {
            init.normal_(embedding.weight, mean: 0.0, std: 0.02);
        }
    }

    public override Tensor forward(Tensor idx)
    {
        var t = idx.shape[1];
        if (t > config.BlockSize)
            throw new ArgumentException($"Cannot forward sequence of length {t}");
        var pos = torch.arange(0, t, dtype: ScalarType.Int64, device: idx.device);
        var tok_emb = wte.call(idx);
        var pos_emb = wpe.call(pos);
        var x = drop.call(tok_emb + pos_emb);
        foreach (var block in h)
            x = block.call(x);
        x = ln_f.call(x);
        return lm_head.call(x);
    }
}
