using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Autoencoders;

[Example("U-Net without normalization, ConvTranspose2d up, skips by addition", 64, 2, 16, 16)]
public class TransposedUNet : Module<Tensor, Tensor>
{
    private readonly Conv2d a = Conv2d(2, 12, 3, padding: 1), b = Conv2d(12, 24, 3, padding: 1), c = Conv2d(24, 24, 3, padding: 1);
    private readonly ConvTranspose2d up = ConvTranspose2d(24, 12, 2, stride: 2);
    private readonly Conv2d last = Conv2d(12, 4, 1);

    public TransposedUNet() : base("tunet") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var high = F.silu(a.call(x));
        var low = F.avg_pool2d(high, 2);
        low = F.silu(b.call(low));
        low = F.silu(c.call(low));
        return last.call(high + F.silu(up.call(low)));
    }
}
