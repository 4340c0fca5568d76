using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Normalized;

[Example("8 × Linear + LayerNorm + GELU", 64, 32)]
public class LayerNormGelu : Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> linears = new();
    private readonly ModuleList<LayerNorm> norms = new();
    private readonly Linear head;

    public LayerNormGelu() : base("ln-gelu")
    {
        for (int i = 0; i < 7; i++)
        {
            linears.Add(Linear(i == 0 ? 32 : 96, 96));
            norms.Add(LayerNorm(96));
        }

        head = Linear(96, 10);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var (linear, norm) in linears.Zip(norms))
            x = F.gelu(norm.call(linear.call(x)));
        return head.call(x);
    }
}
