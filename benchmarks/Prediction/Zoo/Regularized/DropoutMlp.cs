using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Regularized;

[Example("5 × Linear + ReLU + Dropout(0.5), He initialisation", 64, 100)]
public class DropoutMlp : Module<Tensor, Tensor>
{
    private readonly Sequential layers;

    public DropoutMlp(double p = 0.5) : base("dropout")
    {
        layers = Sequential(
            Linear(100, 200), ReLU(), Dropout(p),
            Linear(200, 200), ReLU(), Dropout(p),
            Linear(200, 200), ReLU(), Dropout(p),
            Linear(200, 200), ReLU(), Dropout(p),
            Linear(200, 10));
        RegisterComponents();
        layers.apply(m =>
        {
            if (m is not Linear linear) return;
            init.kaiming_normal_(linear.weight, nonlinearity: init.NonlinearityType.ReLU);
            init.zeros_(linear.bias!);
        });
    }

    public override Tensor forward(Tensor x) => layers.call(x);
}
