using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Normalized;

[Example("functional.layer_norm without parameters before each Linear", 64, 64)]
public class FunctionalLayerNorm : Module<Tensor, Tensor>
{
    private readonly Linear a = Linear(64, 64), b = Linear(64, 64), c = Linear(64, 64), d = Linear(64, 10);

    public FunctionalLayerNorm() : base("fln") => RegisterComponents();

    private static Tensor Normalize(Tensor x) => functional.layer_norm(x, [64]);

    public override Tensor forward(Tensor x)
    {
        x = functional.relu(a.call(Normalize(x)));
        x = functional.relu(b.call(Normalize(x)));
        x = functional.relu(c.call(Normalize(x)));
        return d.call(Normalize(x));
    }
}
