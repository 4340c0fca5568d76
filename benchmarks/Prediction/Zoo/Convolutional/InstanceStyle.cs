using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("Conv2d + InstanceNorm2d + ReLU, pixelwise classes", 64, 3, 16, 16)]
public class InstanceStyle : Module<Tensor, Tensor>
{
    private readonly Conv2d a = Conv2d(3, 24, 3, padding: 1), b = Conv2d(24, 24, 3, padding: 1), c = Conv2d(24, 24, 3, padding: 1), d = Conv2d(24, 5, 1);
    private readonly InstanceNorm2d na = InstanceNorm2d(24), nb = InstanceNorm2d(24, affine: true), nc = InstanceNorm2d(24);

    public InstanceStyle() : base("style") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = na.call(a.call(x)).relu_();
        x = nb.call(b.call(x)).relu_();
        x = nc.call(c.call(x)).relu_();
        return d.call(x);
    }
}
