using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("All weights and biases times 0.1 in a loop over parameters", 64, 16, IsSeen = true)]
public sealed class ShrunkSelu : Module<Tensor, Tensor>
{
    private readonly Linear first = Linear(16, 32), second = Linear(32, 32), third = Linear(32, 32), last = Linear(32, 4);

    public ShrunkSelu()
        : base("shrunk")
    {
        RegisterComponents();
        using (no_grad())
            foreach (var parameter in parameters())
                parameter.mul_(0.1f);
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in new[] { first, second, third })
            x = layer.call(x).selu();

        return last.call(x);
    }
}
