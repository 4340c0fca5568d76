using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("LeNet-5: Conv2d + Tanh + AvgPool2d in a Sequential with Flatten", 64, 1, 28, 28)]
public class TanhLeNet : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> layers;

    public TanhLeNet() : base("lenet5")
    {
        layers = nn.Sequential(
            ("c1", nn.Conv2d(1, 6, 5, padding: 2)), ("t1", nn.Tanh()), ("s2", nn.AvgPool2d(2)),
            ("c3", nn.Conv2d(6, 16, 5)), ("t3", nn.Tanh()), ("s4", nn.AvgPool2d(2)),
            ("flat", nn.Flatten()),
            ("f5", nn.Linear(400, 120)), ("t5", nn.Tanh()),
            ("f6", nn.Linear(120, 84)), ("t6", nn.Tanh()),
            ("f7", nn.Linear(84, 10)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => layers.call(x);
}
