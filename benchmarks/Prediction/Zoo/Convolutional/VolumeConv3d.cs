using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("3 × Conv3d + ELU with AvgPool3d", 64, 1, 16, 16, 16)]
public class VolumeConv3d : Module<Tensor, Tensor>
{
    private readonly Sequential net;

    public VolumeConv3d() : base("volume")
    {
        net = Sequential(
            Conv3d(1, 8, 3, padding: 1), ELU(), AvgPool3d(2),
            Conv3d(8, 16, 3, padding: 1), ELU(), AvgPool3d(2),
            Conv3d(16, 16, 3, padding: 1), ELU(), AvgPool3d(2),
            Flatten(), Linear(128, 4));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => net.call(x);
}
