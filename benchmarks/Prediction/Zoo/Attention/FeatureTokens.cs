using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Attention;

[Example("A token for each number of a table, a class token, parameters drawn in a loop over an array", 16, 9, IsSeen = true)]
public class FeatureTokens : Module<Tensor, Tensor>
{
    private readonly Parameter weight, bias, cls;
    private readonly ModuleList<MultiheadAttention> att = new();
    private readonly ModuleList<Sequential> ffn = new();
    private readonly ModuleList<LayerNorm> norms = new();
    private readonly Linear head;
    private readonly int depth;

    public FeatureTokens(int columns = 9, int d = 32, int depth = 3) : base("tokens")
    {
        this.depth = depth;
        weight = Parameter(torch.empty(columns, d));
        bias = Parameter(torch.empty(columns, d));
        cls = Parameter(torch.empty(1, 1, d));
        var bound = 1 / Math.Sqrt(d);
        foreach (var p in new[] { weight, bias, cls }) init.uniform_(p, -bound, bound);
        for (int i = 0; i < depth; i++)
        {
            att.Add(MultiheadAttention(d, 4, 0.1));
            ffn.Add(Sequential(Linear(d, 2 * d), ReLU(), Linear(2 * d, d)));
            norms.Add(LayerNorm(d));
            norms.Add(LayerNorm(d));
        }

        head = Linear(d, 2);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var tokens = x.unsqueeze(-1) * weight + bias;
        tokens = torch.cat([cls.expand(x.shape[0], -1, -1), tokens], 1).transpose(0, 1);
        for (int i = 0; i < depth; i++)
        {
            var n = norms[2 * i].call(tokens);
            tokens = tokens + att[i].call(n, n, n, null, false, null).Item1;
            tokens = tokens + ffn[i].call(norms[2 * i + 1].call(tokens));
        }

        return head.call(F.relu(tokens[0]));
    }
}
