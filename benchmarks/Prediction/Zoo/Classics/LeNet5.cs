using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Classics;

/// <summary>The original's tanh, all written out in forward.</summary>
[Example("LeNet-5 with tanh", 32, 1, 28, 28)]
internal sealed class LeNet5 : Module<Tensor, Tensor>
{
    private readonly Conv2d c1 = Conv2d(1, 6, 5, padding: 2), c3 = Conv2d(6, 16, 5), c5 = Conv2d(16, 120, 5);
    private readonly Linear f6 = Linear(120, 84), output = Linear(84, 10);

    public LeNet5() : base("LeNet5")
    {
        RegisterComponents();
        using (no_grad())
        {
            foreach (var p in parameters())
                if (p.dim() > 1)
                    init.xavier_normal_(p, init.calculate_gain(init.NonlinearityType.Tanh));
                else
                    p.zero_();
        }
    }

    public override Tensor forward(Tensor img)
    {
        var s2 = F.avg_pool2d(F.tanh(c1.call(img)), 2, 2);
        var s4 = F.avg_pool2d(F.tanh(c3.call(s2)), 2, 2);
        var h = F.tanh(c5.call(s4)).squeeze(-1).squeeze(-1);
        return output.call(F.tanh(f6.call(h)));
    }
}
