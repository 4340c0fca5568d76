using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("SIREN: sin(30 · Linear) with its uniform initialisation", 64, 2, Objective = Objective.Regression)]
public class SineField : Module<Tensor, Tensor>
{
    private const double Omega = 30;
    private readonly Linear first = Linear(2, 128), second = Linear(128, 128), third = Linear(128, 128), last = Linear(128, 3);

    public SineField() : base("siren")
    {
        RegisterComponents();
        using (no_grad())
        {
            init.uniform_(first.weight, -1.0 / 2, 1.0 / 2);
            foreach (var layer in new[] { second, third, last })
            {
                var bound = Math.Sqrt(6.0 / 128) / Omega;
                init.uniform_(layer.weight, -bound, bound);
            }
        }
    }

    public override Tensor forward(Tensor coordinates)
    {
        var x = (Omega * first.call(coordinates)).sin();
        x = (Omega * second.call(x)).sin();
        x = torch.sin(Omega * third.call(x));
        return last.call(x);
    }
}
