using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Normalized;

[Example("Activations standardised by the mean and the deviation of the whole batch", 64, 20, IsSeen = true)]
public sealed class StandardizedActivations : Module<Tensor, Tensor>
{
    private readonly Linear first = Linear(20, 40);
    private readonly Linear second = Linear(40, 40);
    private readonly Linear third = Linear(40, 40);
    private readonly Linear last = Linear(40, 5);

    public StandardizedActivations()
        : base("standardized")
    {
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in new[] { first, second, third })
            x = Standardize(layer.call(x)).tanh();

        return last.call(x);
    }

    private static Tensor Standardize(Tensor x) => (x - x.mean()) / (x.std() + 1e-5);
}
