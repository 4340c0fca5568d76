using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("3 × Linear + tanh as tensor methods, shrinking widths", 64, 100)]
public class TanhClassifier : Module<Tensor, Tensor>
{
    private Linear fc1 = Linear(100, 80);
    private Linear fc2 = Linear(80, 40);
    private Linear fc3 = Linear(40, 10);

    public TanhClassifier() : base("TanhClassifier") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = fc1.forward(x).tanh();
        x = fc2.forward(x).tanh();
        return fc3.forward(x);
    }
}
