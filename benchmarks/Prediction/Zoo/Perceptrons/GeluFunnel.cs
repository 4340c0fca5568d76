using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("Linear 512 to 4 in halves and quarters, functional.gelu", 64, 512)]
public class GeluFunnel : Module<Tensor, Tensor>
{
    private readonly Linear a, b, c, d;

    public GeluFunnel() : base("funnel")
    {
        a = Linear(512, 256);
        b = Linear(256, 64);
        c = Linear(64, 16);
        d = Linear(16, 4);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var h = F.gelu(a.call(x));
        h = F.gelu(b.call(h));
        h = F.gelu(c.call(h));
        return d.call(h);
    }
}
