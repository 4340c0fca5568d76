using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("DenseNet: each layer sees all before it, concatenated", 64, 20)]
public class DenselyConnected : Module<Tensor, Tensor>
{
    private const int Growth = 24;
    private readonly ModuleList<Linear> layers = new();
    private readonly Linear head;

    public DenselyConnected() : base("dense")
    {
        var size = 20;
        for (int i = 0; i < 6; i++)
        {
            layers.Add(Linear(size, Growth));
            size += Growth;
        }

        head = Linear(size, 5);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers)
            x = cat(new[] { x, layer.call(x).relu() }, dim: 1);
        return head.call(x);
    }
}
