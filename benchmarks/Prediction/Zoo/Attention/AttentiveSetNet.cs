using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Attention;

public class EquivariantLayer : Module<Tensor, Tensor>
{
    private readonly Linear gamma, lambda;

    public EquivariantLayer(long i, long o) : base("equivariant")
    {
        gamma = Linear(i, o);
        lambda = Linear(i, o, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var pooled = x.mean([1L], keepdim: true);
        return gamma.call(x) - lambda.call(pooled);
    }
}

[Example("DeepSets with equivariant layers, softplus, sum pooling over the root of the count, rho with dropout", 16, 20, 5, Objective = Objective.Regression, IsSeen = true)]
public class AttentiveSetNet : Module<Tensor, Tensor>
{
    private readonly Sequential phi, rho;
    private readonly Linear gate;

    public AttentiveSetNet(int dim = 40) : base("sets")
    {
        phi = Sequential(
            new EquivariantLayer(5, dim), Softplus(),
            new EquivariantLayer(dim, dim), Softplus(),
            new EquivariantLayer(dim, dim));
        gate = Linear(dim, 1);
        rho = Sequential(Linear(dim, dim), Softplus(), Dropout(0.1), Linear(dim, 2));
        RegisterComponents();
    }

    public override Tensor forward(Tensor set)
    {
        var h = phi.call(set);
        var g = torch.sigmoid(gate.call(h));
        var pooled = (g * h).sum(1) / Math.Sqrt(set.size(1));
        return rho.call(pooled);
    }
}
