using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("10 × Linear + SiLU from a factory delegate", 64, 32)]
public sealed class SiluStack : nn.Module<Tensor, Tensor>
{
    private readonly Sequential body;

    public SiluStack() : base("silu")
    {
        Func<nn.Module<Tensor, Tensor>> activation = () => nn.SiLU();
        body = Build(9, 96, activation);
        RegisterComponents();
    }

    private static Sequential Build(int hidden, long width, Func<nn.Module<Tensor, Tensor>> activation)
    {
        var net = nn.Sequential();
        long size = 32;
        for (int i = 0; i < hidden; i++)
        {
            net.append($"fc{i}", nn.Linear(size, width));
            net.append($"act{i}", activation());
            size = width;
        }

        return net.append("out", nn.Linear(size, 8));
    }

    public override Tensor forward(Tensor x) => body.forward(x);
}
