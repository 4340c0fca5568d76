using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Autoencoders;

[Example("Strided Conv2d down, ConvTranspose2d up, ReLU", 64, 1, 28, 28, Objective = Objective.Regression)]
public class ConvAutoencoder : Module<Tensor, Tensor>
{
    private readonly Conv2d down1 = Conv2d(1, 16, 3, stride: 2, padding: 1), down2 = Conv2d(16, 32, 3, stride: 2, padding: 1);
    private readonly ConvTranspose2d up1 = ConvTranspose2d(32, 16, 3, stride: 2, padding: 1, output_padding: 1), up2 = ConvTranspose2d(16, 1, 3, stride: 2, padding: 1, output_padding: 1);

    public ConvAutoencoder() : base("conv-ae") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var code = down2.call(down1.call(x).relu()).relu();
        return up2.call(up1.call(code).relu());
    }
}
