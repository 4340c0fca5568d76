using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("8 highway layers g·H(x) + (1 − g)·x, gate bias −1", 64, 64)]
public class HighwayNet : Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> transforms = new();
    private readonly ModuleList<Linear> gates = new();
    private readonly Linear head = Linear(64, 8);

    public HighwayNet() : base("highway")
    {
        for (int i = 0; i < 8; i++)
        {
            transforms.Add(Linear(64, 64));
            var gate = Linear(64, 64);
            init.constant_(gate.bias, -1);
            gates.Add(gate);
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        for (int i = 0; i < transforms.Count; i++)
        {
            var h = transforms[i].call(x).relu();
            var g = gates[i].call(x).sigmoid();
            x = g * h + (1 - g) * x;
        }

        return head.call(x);
    }
}
