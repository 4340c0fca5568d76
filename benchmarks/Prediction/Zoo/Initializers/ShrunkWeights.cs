using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("4 × Linear + ReLU, weights multiplied by 0.1 under no_grad", 64, 40)]
public class ShrunkWeights : Module<Tensor, Tensor>
{
    private readonly Linear enter = Linear(40, 100);
    private readonly Linear middle = Linear(100, 100);
    private readonly Linear leave = Linear(100, 50);
    private readonly Linear head = Linear(50, 10);

    public ShrunkWeights() : base("shrunk")
    {
        using (var _ = no_grad())
        {
            middle.weight.mul_(0.1);
            leave.weight.mul_(0.1);
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = functional.relu(enter.call(x));
        x = functional.relu(middle.call(x));
        x = functional.relu(leave.call(x));
        return head.call(x);
    }
}
