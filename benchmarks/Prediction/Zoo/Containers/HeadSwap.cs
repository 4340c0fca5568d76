using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Containers;

[Example("The last layer of a list taken out for another head", 64, 32, IsSeen = true)]
public sealed class HeadSwap : Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> layers = new();

    public HeadSwap() : base("head swap")
    {
        for (var i = 0; i < 6; i++)
            layers.Add(Linear(32, i == 5 ? 100 : 32));
        layers.RemoveAt(layers.Count - 1);
        layers.Add(Linear(32, 10));
        foreach (var layer in layers)
        {
            init.kaiming_uniform_(layer.weight, nonlinearity: init.NonlinearityType.ReLU);
            init.zeros_(layer.bias);
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var n = layers.Count;
        for (var i = 0; i < n - 1; i++)
            x = relu(layers[i].call(x));
        return layers[n - 1].call(x);
    }
}
