using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("NeRF: sines and cosines of scaled inputs, a skip by concatenation, colours by a sigmoid", 64, 3, Objective = Objective.Regression, IsSeen = true)]
public sealed class NerfMlp : Module<Tensor, Tensor>
{
    private const int Frequencies = 4;
    private const int SkipAt = 3;

    private readonly ModuleList<Linear> layers = [];
    private readonly Linear colour;

    public NerfMlp(int width = 64, int depth = 6)
        : base("nerf")
    {
        var encoded = 3 + 3 * 2 * Frequencies;
        for (var i = 0; i < depth; i++)
            layers.Add(Linear(i == 0 ? encoded : i == SkipAt ? width + encoded : width, width));

        colour = Linear(width, 3);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var encoded = Encode(x);
        var h = encoded;
        for (var i = 0; i < layers.Count; i++)
        {
            if (i == SkipAt)
                h = cat([h, encoded], dim: -1);

            h = layers[i].call(h).relu();
        }

        return colour.call(h).sigmoid();
    }

    private static Tensor Encode(Tensor x)
    {
        var parts = new List<Tensor> { x };
        for (var f = 0; f < Frequencies; f++)
        {
            parts.Add(sin(x * Math.Pow(2, f)));
            parts.Add(cos(x * Math.Pow(2, f)));
        }

        return cat(parts, -1);
    }
}
