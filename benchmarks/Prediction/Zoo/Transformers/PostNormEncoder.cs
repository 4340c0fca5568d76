using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Transformers;

/// <summary>The library's attention, norms after each sum.</summary>
[Example("post-norm encoder over MultiheadAttention", 16, 12, 10)]
internal sealed class PostNormEncoder : Module<Tensor, Tensor>
{
    private sealed class Layer : Module<Tensor, Tensor>
    {
        private readonly MultiheadAttention self_attn;
        private readonly LayerNorm norm1, norm2;
        private readonly Linear linear1, linear2;

        public Layer(long d, long heads, long ff) : base("layer")
        {
            self_attn = MultiheadAttention(d, heads);
            linear1 = Linear(d, ff);
            linear2 = Linear(ff, d);
            norm1 = LayerNorm(d);
            norm2 = LayerNorm(d);
            RegisterComponents();
        }

        public override Tensor forward(Tensor src)
        {
            var attended = self_attn.call(src, src, src, null, false, null).Item1;
            src = norm1.call(src + attended);
            return norm2.call(src + linear2.call(linear1.call(src).relu()));
        }
    }

    private readonly Linear embed;
    private readonly ModuleList<Layer> layers = new(new Layer(24, 4, 48), new Layer(24, 4, 48), new Layer(24, 4, 48));
    private readonly Linear cls;

    public PostNormEncoder() : base("postnorm")
    {
        embed = Linear(10, 24);
        cls = Linear(24, 4);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = embed.call(x).transpose(0, 1); // S, N, E
        foreach (var l in layers)
            x = l.call(x);
        return cls.call(x[0]);
    }
}
