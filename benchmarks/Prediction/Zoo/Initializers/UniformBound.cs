using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("4 × Linear + Tanh, uniform_(±0.1) on weights and biases", 64, 20)]
public class UniformBound : Module<Tensor, Tensor>
{
    private readonly Sequential net = Sequential(Linear(20, 90), Tanh(), Linear(90, 90), Tanh(), Linear(90, 90), Tanh(), Linear(90, 9));

    public UniformBound() : base("uniform")
    {
        RegisterComponents();
        foreach (var p in parameters())
            init.uniform_(p, -0.1, 0.1);
    }

    public override Tensor forward(Tensor x) => net.forward(x);
}
