using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Tabular;

/// <summary>Several experts; a softmax says how much each counts.</summary>
[Example("mixture of experts", 32, 20)]
internal sealed class SoftExperts : Module<Tensor, Tensor>
{
    private readonly List<Sequential> experts = new();
    private readonly Linear gate;

    public SoftExperts(int count = 4) : base("moe")
    {
        gate = Linear(20, count);
        for (int e = 0; e < count; e++)
        {
            var expert = Sequential(Linear(20, 32), ReLU(), Linear(32, 6));
            experts.Add(expert);
            register_module($"expert{e}", expert);
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var g = softmax(gate.call(x), 1L).unsqueeze(-1);
        var all = stack(experts.Select(e => e.call(x)), dim: 1);
        return (g * all).sum(1);
    }
}
