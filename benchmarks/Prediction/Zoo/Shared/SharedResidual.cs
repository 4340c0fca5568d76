using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Shared;

[Example("A residual block called three times, with one activation object for all", 64, 48)]
public class SharedResidual : Module<Tensor, Tensor>
{
    private readonly ReLU relu = ReLU();
    private readonly Linear a = Linear(48, 48), b = Linear(48, 48), head = Linear(48, 10);

    public SharedResidual() : base("shared") => RegisterComponents();

    private Tensor Block(Tensor x) => x + b.call(relu.call(a.call(x)));

    public override Tensor forward(Tensor x)
    {
        x = Block(x);
        x = Block(x);
        x = Block(x);
        return head.call(x);
    }
}
