using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("4 × Linear + Sigmoid, xavier_uniform_ with gain 4, loop over children()", 64, 30)]
public class XavierSigmoid : Module<Tensor, Tensor>
{
    private readonly Linear one = Linear(30, 60), two = Linear(60, 60), three = Linear(60, 60), four = Linear(60, 6);
    private readonly Sigmoid gate = Sigmoid();

    public XavierSigmoid() : base("xs")
    {
        RegisterComponents();
        foreach (var child in children())
            if (child is Linear linear)
                init.xavier_uniform_(linear.weight, 4.0);
    }

    public override Tensor forward(Tensor x) =>
        four.call(gate.call(three.call(gate.call(two.call(gate.call(one.call(x)))))));
}
