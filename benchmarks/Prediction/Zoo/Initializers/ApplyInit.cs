using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("apply with a switch over types of modules, He for leaky ReLU", 64, 16)]
public sealed class ApplyInit : Module<Tensor, Tensor>
{
    private readonly Sequential layers = Sequential(
        Linear(16, 64), LeakyReLU(0.2), Linear(64, 64), LeakyReLU(0.2), Linear(64, 64), LeakyReLU(0.2), Linear(64, 4));

    public ApplyInit()
        : base("apply")
    {
        RegisterComponents();
        apply(Initialise);
    }

    public override Tensor forward(Tensor x) => layers.call(x);

    private static void Initialise(nn.Module module)
    {
        switch (module)
        {
            case Linear { bias: not null } linear:
                init.kaiming_normal_(linear.weight, a: 0.2, nonlinearity: init.NonlinearityType.LeakyReLU);
                init.zeros_(linear.bias);
                break;
            case BatchNorm1d norm:
                init.ones_(norm.weight);
                break;
        }
    }
}
