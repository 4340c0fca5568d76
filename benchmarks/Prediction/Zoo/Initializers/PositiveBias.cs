using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("5 × Linear + ReLU, xavier_uniform_ and bias 0.1", 64, 60)]
public class PositiveBias : Module<Tensor, Tensor>
{
    private readonly Linear fc1, fc2, fc3, fc4, fc5;

    public PositiveBias() : base("bias")
    {
        fc1 = Make(60, 120);
        fc2 = Make(120, 120);
        fc3 = Make(120, 120);
        fc4 = Make(120, 60);
        fc5 = Make(60, 10);
        RegisterComponents();
    }

    Linear Make(int inputs, int outputs)
    {
        var l = Linear(inputs, outputs);
        init.xavier_uniform_(l.weight);
        init.constant_(l.bias, 0.1f);
        return l;
    }

    public override Tensor forward(Tensor x)
    {
        x = fc1.call(x).relu();
        x = fc2.call(x).relu();
        x = fc3.call(x).relu_();
        x = functional.relu(fc4.call(x));
        return fc5.call(x);
    }
}
