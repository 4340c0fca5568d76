using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("5 blocks sigmoid(x + F(x)): the ruinous order", 64, 32)]
public class SigmoidAfterAdd : Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> inner = new(), outer = new();
    private readonly Linear head = Linear(32, 4);

    public SigmoidAfterAdd() : base("ruin")
    {
        for (int i = 0; i < 5; i++)
        {
            inner.Add(Linear(32, 32));
            outer.Add(Linear(32, 32));
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        for (int i = 0; i < 5; i++)
            x = torch.sigmoid(torch.add(x, outer[i].call(inner[i].call(x).relu())));
        return head.call(x);
    }
}
