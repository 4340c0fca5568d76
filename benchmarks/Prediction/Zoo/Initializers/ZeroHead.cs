using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("4 × Linear + ReLU, last layer zeroed", 64, 32)]
public class ZeroHead : Module<Tensor, Tensor>
{
    private readonly Sequential body = Sequential(Linear(32, 64), ReLU(), Linear(64, 64), ReLU(), Linear(64, 64), ReLU());
    private readonly Linear head = Linear(64, 10);

    public ZeroHead() : base("zero-head")
    {
        RegisterComponents();
        init.zeros_(head.weight);
        init.zeros_(head.bias);
    }

    public override Tensor forward(Tensor x) => head.call(body.call(x));
}
