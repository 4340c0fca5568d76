using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Gated;

[Example("Four experts stacked on a new axis, weighed by a softmax gate and summed", 64, 16, IsSeen = true)]
public sealed class StackedExperts : Module<Tensor, Tensor>
{
    private readonly ModuleList<Sequential> experts;
    private readonly Linear gate = Linear(16, 4);
    private readonly Linear head = Linear(32, 3);

    public StackedExperts()
        : base("experts")
    {
        experts = new ModuleList<Sequential>(Enumerable.Range(0, 4).Select(_ => Sequential(Linear(16, 64), ReLU(), Linear(64, 32))).ToArray());
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var weights = softmax(gate.call(x), dim: -1).unsqueeze(-1);
        var outputs = stack(experts.Select(expert => expert.call(x)).ToList(), dim: 1);
        return head.call((weights * outputs).sum(dim: 1));
    }
}
