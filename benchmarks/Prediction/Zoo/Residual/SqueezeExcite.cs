using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("Conv2d features weighed by a gate on their global mean", 64, 3, 16, 16)]
public class SqueezeExcite : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1 = Conv2d(3, 32, 3, padding: 1);
    private readonly Conv2d conv2 = Conv2d(32, 32, 3, padding: 1);
    private readonly Linear squeeze = Linear(32, 8);
    private readonly Linear excite = Linear(8, 32);
    private readonly Linear head = Linear(32, 10);

    public SqueezeExcite() : base("se") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = conv1.call(x).relu();
        x = conv2.call(x).relu();
        var s = functional.adaptive_avg_pool2d(x, 1).flatten(1);
        s = excite.call(squeeze.call(s).relu()).sigmoid();
        x = x * s.unsqueeze(-1).unsqueeze(-1);
        return head.call(x.mean(new long[] { 2, 3 }));
    }
}
