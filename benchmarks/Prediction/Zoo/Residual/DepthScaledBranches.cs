using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("12 blocks x + F(x)/√depth", 64, 56)]
public class DepthScaledBranches : Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> layers;
    private readonly Linear head;
    private readonly double scale;

    public DepthScaledBranches(int depth = 12) : base("depth-scaled")
    {
        scale = 1.0 / Math.Sqrt(depth);
        layers = new ModuleList<Linear>();
        for (var i = 0; i < depth; i++)
        {
            var layer = Linear(56, 56);
            init.xavier_normal_(layer.weight, init.calculate_gain(init.NonlinearityType.Tanh));
            layers.Add(layer);
        }

        head = Linear(56, 7);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers)
            x = x + layer.call(x).tanh() * scale;
        return head.call(x);
    }
}
