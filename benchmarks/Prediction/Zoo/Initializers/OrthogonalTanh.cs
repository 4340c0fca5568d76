using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("12 × Linear + Tanh, orthogonal_ with gain 5/3", 64, 80)]
public class OrthogonalTanh : Module<Tensor, Tensor>
{
    private readonly List<Linear> layers = new();

    public OrthogonalTanh() : base("orthogonal")
    {
        for (var i = 0; i < 12; i++)
        {
            var layer = Linear(80, i < 11 ? 80 : 10);
            init.orthogonal_(layer.weight, init.calculate_gain(init.NonlinearityType.Tanh));
            init.constant_(layer.bias, 0);
            register_module($"fc{i}", layer);
            layers.Add(layer);
        }
    }

    public override Tensor forward(Tensor x)
    {
        for (var i = 0; i < layers.Count; i++)
        {
            x = layers[i].call(x);
            if (i < layers.Count - 1)
                x = x.tanh();
        }

        return x;
    }
}
