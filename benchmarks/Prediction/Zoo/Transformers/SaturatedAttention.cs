using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Transformers;

/// <summary>Sick: scores without scale from weights drawn from N(0, 1), so every softmax is one-hot.</summary>
[Example("attention with saturated softmax", 16, 20, 16)]
internal sealed class SaturatedAttention : Module<Tensor, Tensor>
{
    private readonly Linear q, k, v, o;
    private readonly LayerNorm norm;

    public SaturatedAttention(int d = 16, int inner = 64) : base("saturated")
    {
        (q, k, v) = (Linear(d, inner), Linear(d, inner), Linear(d, inner));
        o = Linear(inner, 6);
        norm = LayerNorm(inner);
        foreach (var w in new[] { q.weight, k.weight })
            init.normal_(w!);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var scores = bmm(q.call(x), k.call(x).transpose(1, 2));
        var weights = scores.softmax(-1);
        var y = bmm(weights, v.call(x));
        return o.call(norm.call(y).mean([1]));
    }
}
