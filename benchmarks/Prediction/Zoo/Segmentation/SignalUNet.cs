using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Segmentation;

/// <summary>For signals: adds its skips rather than joining them.</summary>
[Example("1-d U-Net with added skips", 32, 2, 64, Objective = Objective.Regression)]
internal sealed class SignalUNet : Module<Tensor, Tensor>
{
    private sealed class Res1d(int ch, int k = 5) : Module<Tensor, Tensor>("res1d")
    {
        private readonly Conv1d a = Conv1d(ch, ch, k, padding: k / 2);
        private readonly Conv1d b = Conv1d(ch, ch, k, padding: k / 2);

        public override Tensor forward(Tensor x)
        {
            var h = F.leaky_relu(a.call(x), 0.1);
            return F.leaky_relu(x + b.call(h), 0.1);
        }
    }

    private readonly Conv1d stem, down1, down2, head;
    private readonly ConvTranspose1d up1, up2;
    private readonly Res1d r0, r1, r2, r3, r4;

    public SignalUNet() : base(nameof(SignalUNet))
    {
        (stem, head) = (Conv1d(2, 16, 7, padding: 3), Conv1d(16, 2, 1));
        (down1, down2) = (Conv1d(16, 32, 4, stride: 2, padding: 1), Conv1d(32, 48, 4, stride: 2, padding: 1));
        (up2, up1) = (ConvTranspose1d(48, 32, 4, stride: 2, padding: 1), ConvTranspose1d(32, 16, 4, stride: 2, padding: 1));
        r0 = new(16);
        r1 = new(32);
        r2 = new(48, 3);
        r3 = new(32);
        r4 = new(16);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var e0 = r0.call(stem.call(input));
        var e1 = r1.call(down1.call(e0));
        var e2 = r2.call(down2.call(e1));
        var d1 = r3.call(up2.call(e2) + e1);
        var d0 = r4.call(up1.call(d1).add_(e0));
        return head.call(d0);
    }
}
