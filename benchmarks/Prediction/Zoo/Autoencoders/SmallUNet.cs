using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Autoencoders;

[Example("U-Net with two levels: pooling, Upsample, skips by concatenation", 64, 1, 16, 16)]
public class SmallUNet : Module<Tensor, Tensor>
{
    private readonly Sequential enc1 = Double(1, 8), enc2 = Double(8, 16), bottom = Double(16, 32), dec2 = Double(48, 16), dec1 = Double(24, 8);
    private readonly MaxPool2d pool = MaxPool2d(2);
    private readonly Upsample up = Upsample(scale_factor: [2, 2]);
    private readonly Conv2d final = Conv2d(8, 3, 1);

    public SmallUNet() : base("unet") => RegisterComponents();

    private static Sequential Double(long from, long to) => Sequential(
        Conv2d(from, to, 3, padding: 1), BatchNorm2d(to), ReLU(inplace: true),
        Conv2d(to, to, 3, padding: 1), BatchNorm2d(to), ReLU(inplace: true));

    public override Tensor forward(Tensor x)
    {
        var e1 = enc1.call(x);
        var e2 = enc2.call(pool.call(e1));
        var b = bottom.call(pool.call(e2));
        var d2 = dec2.call(torch.cat(new List<Tensor> { up.call(b), e2 }, 1));
        var d1 = dec1.call(torch.cat(new List<Tensor> { up.call(d2), e1 }, 1));
        return final.call(d1);
    }
}
