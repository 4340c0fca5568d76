using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("PINN for Burgers: layer list, xavier, inputs scaled to [-1, 1]", 256, 2, Objective = Objective.Regression, IsSeen = true)]
public sealed class BurgersNet : Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> _linears;
    private readonly double[] _lb = { -1.0, 0.0 }, _ub = { 1.0, 1.0 };
    private readonly Tensor lb, ub;

    public BurgersNet(int[]? layers = null) : base("burgers")
    {
        layers ??= new[] { 2, 20, 20, 20, 20, 20, 20, 20, 20, 1 };
        lb = torch.tensor(_lb).to(float32);
        ub = torch.tensor(_ub).to(float32);
        _linears = new ModuleList<Linear>();
        for (int i = 0; i < layers.Length - 1; i++)
        {
            var lin = Linear(layers[i], layers[i + 1]);
            nn.init.xavier_normal_(lin.weight, gain: 1.0);
            nn.init.zeros_(lin.bias!);
            _linears.Add(lin);
        }
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var a = 2.0 * (x - lb) / (ub - lb) - 1.0;
        int n = (int)_linears.Count;
        for (int i = 0; i < n - 1; i++)
            a = torch.tanh(_linears[i].forward(a));
        return _linears[n - 1].forward(a);
    }
}
