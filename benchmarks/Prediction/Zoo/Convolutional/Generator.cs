using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("DCGAN: ConvTranspose2d + BatchNorm2d + ReLU, Tanh at the end", 64, 32, 1, 1, Objective = Objective.Regression)]
public class Generator : Module<Tensor, Tensor>
{
    private readonly Sequential main;

    public Generator(int latent = 32, int width = 16) : base("generator")
    {
        main = Sequential(
            ConvTranspose2d(latent, width * 4, 4, 1, 0, bias: false), BatchNorm2d(width * 4), ReLU(true),
            ConvTranspose2d(width * 4, width * 2, 4, 2, 1, bias: false), BatchNorm2d(width * 2), ReLU(true),
            ConvTranspose2d(width * 2, width, 4, 2, 1, bias: false), BatchNorm2d(width), ReLU(true),
            ConvTranspose2d(width, 3, 4, 2, 1, bias: false), Tanh());
        RegisterComponents();
        apply(module =>
        {
            if (module is ConvTranspose2d conv)
                init.normal_(conv.weight, 0.0, 0.02);
        });
    }

    public override Tensor forward(Tensor noise) => main.call(noise);
}
