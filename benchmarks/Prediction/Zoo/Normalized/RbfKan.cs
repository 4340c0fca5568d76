using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Normalized;

[Example("FastKAN: LayerNorm, Gaussian basis functions, spline Linear plus a SiLU base path", 64, 8, Objective = Objective.Regression, IsSeen = true)]
public class RbfKan : Module<Tensor, Tensor>
{
    private readonly KanLayer k1 = new(8, 16), k2 = new(16, 16), k3 = new(16, 1);
    public RbfKan() : base("kan") => RegisterComponents();
    public override Tensor forward(Tensor x) => k3.call(k2.call(k1.call(x)));
}

public class KanLayer : Module<Tensor, Tensor>
{
    private readonly LayerNorm layernorm;
    private readonly Tensor grid;
    private readonly Linear spline, baseLinear;
    private readonly double denominator;

    public KanLayer(long input, long output, double gridMin = -2, double gridMax = 2, int numGrids = 8) : base("kanlayer")
    {
        layernorm = LayerNorm(input);
        grid = linspace(gridMin, gridMax, numGrids);
        denominator = (gridMax - gridMin) / (numGrids - 1);
        spline = Linear(input * numGrids, output, hasBias: false);
        init.trunc_normal_(spline.weight, std: 0.1);
        baseLinear = Linear(input, output);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var basis = torch.exp(-((layernorm.call(x).unsqueeze(-1) - grid) / denominator).pow(2));
        var ret = spline.call(basis.flatten(-2));
        return ret + baseLinear.call(functional.silu(x));
    }
}
