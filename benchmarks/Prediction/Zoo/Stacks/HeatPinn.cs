using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Stacks;

/// <summary>Space and time in, the field out, the boundary conditions built in.</summary>
[Example("physics-informed tanh net with hard boundary", 64, 2, Objective = Objective.Regression)]
internal sealed class HeatPinn : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> trunk;

    public HeatPinn(int width = 32, int depth = 5) : base("pinn")
    {
        trunk = Mlp.Create(2, width, 1, depth, Activation.Tanh);
        trunk.apply(Initialize);
        RegisterComponents();
    }

    private static void Initialize(nn.Module module)
    {
        if (module is not Linear { weight: var weight, bias: var bias })
            return;
        nn.init.xavier_normal_(weight);
        nn.init.zeros_(bias!);
    }

    public override Tensor forward(Tensor xt)
    {
        var x = xt.select(1, 0).unsqueeze(1);
        var t = xt.select(1, 1).unsqueeze(1);
        var u = trunk.call(xt);
        return (Math.PI * x).sin() + t * x * (1 - x) * u;
    }
}
