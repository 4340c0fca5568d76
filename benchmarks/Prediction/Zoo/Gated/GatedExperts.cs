using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Gated;

[Example("Three expert networks in a list, a scalar sigmoid gate for each, summed", 64, 32)]
public class GatedExperts : Module<Tensor, Tensor>
{
    private readonly ModuleList<Sequential> experts = new();
    private readonly ModuleList<Linear> gates = new();
    private readonly Linear head = Linear(48, 6);

    public GatedExperts() : base("experts")
    {
        for (int i = 0; i < 3; i++)
        {
            experts.Add(Sequential(Linear(32, 48), GELU(), Linear(48, 48)));
            gates.Add(Linear(32, 1));
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var sum = experts[0].call(x) * gates[0].call(x).sigmoid();
        for (int i = 1; i < experts.Count; i++)
            sum += experts[i].call(x) * gates[i].call(x).sigmoid();
        return head.call(sum);
    }
}
