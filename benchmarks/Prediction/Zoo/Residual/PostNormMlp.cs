using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("6 blocks LN(x + F(x)) with dropout on the branch", 64, 80)]
public class PostNormMlp : Module<Tensor, Tensor>
{
    private readonly ModuleList<Sequential> branches = new();
    private readonly ModuleList<LayerNorm> norms = new();
    private readonly Linear head = Linear(80, 10);

    public PostNormMlp() : base("post-norm")
    {
        foreach (var _ in Enumerable.Range(0, 6))
        {
            branches.Add(Sequential(Linear(80, 160), ReLU(), Dropout(0.1), Linear(160, 80), Dropout(0.1)));
            norms.Add(LayerNorm(80));
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        for (var i = 0; i < branches.Count; i++)
        {
            var residual = x;
            x = branches[i].call(x);
            x = norms[i].call(x + residual);
        }

        return head.call(x);
    }
}
