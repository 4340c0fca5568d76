using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Gated;

[Example("hypernetwork whose code makes the weights of a small SIREN evaluated on a grid, default init of the generator", 16, 10, Objective = Objective.Regression, IsSeen = true)]
public class HyperSirenImage : Module<Tensor, Tensor>
{
    private const double Omega = 30;
    private readonly (int In, int Out)[] shapes = [(2, 16), (16, 16), (16, 1)];
    private readonly Sequential trunk;
    private readonly ModuleList<Linear> weightHeads = new();
    private readonly ModuleList<Linear> biasHeads = new();
    private readonly Tensor grid;

    public HyperSirenImage() : base("hyper_siren")
    {
        trunk = Sequential(Linear(10, 64), ReLU(), Linear(64, 64), ReLU());
        foreach (var (i, o) in shapes)
        {
            weightHeads.Add(Linear(64, i * o));
            biasHeads.Add(Linear(64, o));
        }

        var axis = linspace(-1, 1, 8);
        grid = stack([axis.repeat_interleave(8), axis.repeat(8)], -1);
        register_buffer("grid", grid);
        RegisterComponents();
    }

    public override Tensor forward(Tensor code)
    {
        var h = trunk.call(code);
        var b = code.shape[0];
        var y = grid.unsqueeze(0).expand(b, -1, -1);
        for (int k = 0; k < shapes.Length; k++)
        {
            var w = weightHeads[k].call(h).view(b, shapes[k].In, shapes[k].Out);
            var bias = biasHeads[k].call(h).unsqueeze(1);
            y = baddbmm(bias, y, w);
            if (k < shapes.Length - 1)
                y = sin(Omega * y);
        }

        return y.squeeze(-1);
    }
}
