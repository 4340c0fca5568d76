using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("Strided Conv2d + LeakyReLU, 1×1 classifier, mean over pixels", 64, 3, 16, 16)]
public class AllConvolutional : Module<Tensor, Tensor>
{
    private readonly Conv2d c1 = Conv2d(3, 24, (4, 4), (2, 2), (1, 1));
    private readonly Conv2d c2 = Conv2d(24, 48, (4, 4), (2, 2), (1, 1));
    private readonly Conv2d c3 = Conv2d(48, 48, (3, 3), padding: (1, 1));
    private readonly Conv2d c4 = Conv2d(48, 10, (1, 1));

    public AllConvolutional() : base("allconv") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = F.leaky_relu(c1.call(x), 0.2);
        x = F.leaky_relu(c2.call(x), 0.2);
        x = F.leaky_relu(c3.call(x), 0.2);
        return c4.call(x).mean(new long[] { 2, 3 });
    }
}
