using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("6 × Linear + ReLU, eye_ in the middle layers", 64, 48)]
public class IdentityStart : Module<Tensor, Tensor>
{
    private readonly Linear input = Linear(48, 48), output = Linear(48, 12);
    private readonly ModuleList<Linear> middle = new(Linear(48, 48), Linear(48, 48), Linear(48, 48), Linear(48, 48));

    public IdentityStart() : base("eye")
    {
        RegisterComponents();
        foreach (var m in middle)
        {
            init.eye_(m.weight);
            init.zeros_(m.bias);
        }
    }

    public override Tensor forward(Tensor x)
    {
        x = input.call(x).relu();
        foreach (var m in middle)
            x = m.call(x).relu();
        return output.call(x);
    }
}
