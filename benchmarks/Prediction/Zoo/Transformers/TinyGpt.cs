using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Transformers;

/// <summary>Predicts the next token; the head is the embedding.</summary>
[Example("GPT with tied embedding", 8, 16, Vocabulary = 64)]
internal sealed class TinyGpt : Module<Tensor, Tensor>
{
    private sealed class GptBlock : Module<Tensor, Tensor>
    {
        private readonly LayerNorm ln_1, ln_2;
        private readonly SelfAttention attn;
        private readonly Linear c_fc, c_proj;

        public GptBlock(int n_embd, int n_head) : base("h")
        {
            ln_1 = LayerNorm(n_embd);
            attn = new SelfAttention(n_embd, n_head, causal: true);
            ln_2 = LayerNorm(n_embd);
            c_fc = Linear(n_embd, 4 * n_embd);
            c_proj = Linear(4 * n_embd, n_embd);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            x = x + attn.call(ln_1.call(x));
            x = x + Mlp(ln_2.call(x));
            return x;

            Tensor Mlp(Tensor t) => c_proj.call(F.gelu(c_fc.call(t)));
        }
    }

    private readonly Embedding wte, wpe;
    private readonly ModuleList<GptBlock> h;
    private readonly LayerNorm ln_f;
    private readonly Linear lm_head;

    public TinyGpt(int vocab = 64, int block = 16, int n_layer = 3, int n_head = 4, int n_embd = 32) : base("gpt")
    {
        wte = Embedding(vocab, n_embd);
        wpe = Embedding(block, n_embd);
        h = new ModuleList<GptBlock>(Enumerable.Range(0, n_layer).Select(_ => new GptBlock(n_embd, n_head)).ToArray());
        ln_f = LayerNorm(n_embd);
        lm_head = Linear(n_embd, vocab, hasBias: false);
        lm_head.weight = wte.weight!;
        RegisterComponents();
        apply(InitWeights);
        foreach (var (pn, p) in named_parameters())
            if (pn.EndsWith("c_proj.weight"))
                init.normal_(p, mean: 0.0, std: 0.02 / Math.Sqrt(2 * n_layer));
    }

    private static void InitWeights(Module module)
    {
        if (module is Linear linear)
        {
            init.normal_(linear.weight, mean: 0.0, std: 0.02);
            if (linear.bias is not null)
                init.zeros_(linear.bias);
        }
        else if (module is Embedding embedding)
        {
            init.normal_(embedding.weight!, mean: 0.0, std: 0.02);
        }
    }

    public override Tensor forward(Tensor idx)
    {
        var t = idx.size(1);
        var pos = arange(0, t, dtype: ScalarType.Int64).unsqueeze(0);
        var x = wte.call(idx) + wpe.call(pos);
        foreach (var block in h)
            x = block.call(x);
        x = ln_f.call(x);
        return lm_head.call(x);
    }
}
