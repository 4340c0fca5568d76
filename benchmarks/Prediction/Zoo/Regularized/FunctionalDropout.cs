using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Regularized;

[Example("functional.dropout with the training flag between tanh layers", 64, 70)]
public class FunctionalDropout : Module<Tensor, Tensor>
{
    private readonly Linear fc1 = Linear(70, 140);
    private readonly Linear fc2 = Linear(140, 70);
    private readonly Linear fc3 = Linear(70, 35);
    private readonly Linear fc4 = Linear(35, 5);

    public FunctionalDropout() : base("fdrop") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = F.dropout(F.tanh(fc1.call(x)), 0.3, training);
        x = F.dropout(F.tanh(fc2.call(x)), 0.3, training);
        x = F.dropout(F.tanh(fc3.call(x)), 0.3, training);
        return fc4.call(x);
    }
}
