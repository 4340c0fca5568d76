using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Transformers;

internal sealed class SelfAttention : Module<Tensor, Tensor>
{
    private readonly Linear qkv;
    private readonly Linear proj;
    private readonly int heads;
    private readonly bool causal;

    public SelfAttention(int dim, int heads, bool causal = false) : base(nameof(SelfAttention))
    {
        this.heads = heads;
        this.causal = causal;
        qkv = Linear(dim, dim * 3, hasBias: false);
        proj = Linear(dim, dim);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        long B = x.shape[0], T = x.shape[1], C = x.shape[2];
        var parts = qkv.call(x).reshape(B, T, 3, heads, C / heads).permute(2, 0, 3, 1, 4).unbind(0);
        var (q, k, v) = (parts[0], parts[1], parts[2]);
        var att = q.matmul(k.transpose(-2, -1)) / Math.Sqrt((double)C / heads);
        if (causal)
        {
            var mask = torch.ones(T, T, dtype: ScalarType.Bool).triu(1);
            att = att.masked_fill(mask, float.NegativeInfinity);
        }

        att = F.softmax(att, -1);
        return proj.call(att.matmul(v).transpose(1, 2).reshape(B, T, C));
    }
}
