using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Gated;

public sealed record PinnConfig { public int Width { get; init; } = 40; public int Depth { get; init; } = 5; public int Fourier { get; init; } = 16; public double Sigma { get; init; } = 2.0; }

[Example("Fourier-feature PINN with modified MLP gates (Wang)", 256, 2, Objective = Objective.Regression, IsSeen = true)]
public class ModifiedPinn : Module<Tensor, Tensor>
{
    private readonly Tensor B; private readonly Linear u, v, last; private readonly ModuleList<Linear> hidden;
    public ModifiedPinn(PinnConfig? cfg = null) : base("mpinn")
    {
        var c = cfg ?? new PinnConfig();
        B = torch.randn(2, c.Fourier) * c.Sigma;
        register_buffer("B", B);
        var inF = 2 * c.Fourier;
        u = Xavier(Linear(inF, c.Width)); v = Xavier(Linear(inF, c.Width));
        hidden = new(Enumerable.Range(0, c.Depth).Select(i => Xavier(Linear(i == 0 ? inF : c.Width, c.Width))).ToArray());
        last = Xavier(Linear(c.Width, 1));
        RegisterComponents();
    }
    private static Linear Xavier(Linear l)
    {
        init.xavier_normal_(l.weight!); init.zeros_(l.bias!);
        return l;
    }
    public override Tensor forward(Tensor x)
    {
        var proj = x.matmul(B);
        var h = torch.cat([torch.cos(proj), torch.sin(proj)], -1);
        var (gu, gv) = (torch.tanh(u.call(h)), torch.tanh(v.call(h)));
        foreach (var layer in hidden)
        {
            var z = torch.tanh(layer.call(h));
            h = z * gu + (1 - z) * gv;
        }
        return last.call(h);
    }
}
