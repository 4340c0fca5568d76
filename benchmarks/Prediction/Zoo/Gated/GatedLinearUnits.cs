using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Gated;

[Example("4 × Linear + GLU", 64, 32)]
public class GatedLinearUnits : Module<Tensor, Tensor>
{
    private readonly Linear a = Linear(32, 128), b = Linear(64, 128), c = Linear(64, 128), d = Linear(64, 10);

    public GatedLinearUnits() : base("glu") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = F.glu(a.call(x), -1);
        x = F.glu(b.call(x), -1);
        x = F.glu(c.call(x), -1);
        return d.call(x);
    }
}
