using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Gated;

[Example("Two experts weighed by a softmax gate", 64, 32)]
public class MixtureOfTwo : Module<Tensor, Tensor>
{
    private readonly Linear first = Linear(32, 64), second = Linear(32, 64), gate = Linear(32, 1), head = Linear(64, 6);

    public MixtureOfTwo() : base("mixture") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var g = gate.call(x).sigmoid();
        var mixed = g * first.call(x).tanh() + (1 - g) * second.call(x).tanh();
        return head.call(mixed);
    }
}
