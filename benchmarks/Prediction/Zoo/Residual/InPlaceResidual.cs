using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("Residual blocks that add and rectify in place: y.add_(x).relu_()", 16, 3, 16, 16, IsSeen = true)]
public sealed class InPlaceResidual : Module<Tensor, Tensor>
{
    private readonly Conv2d stem = Conv2d(3, 16, 3, padding: 1);
    private readonly ModuleList<Sequential> branches;
    private readonly Linear fc = Linear(16, 10);

    public InPlaceResidual() : base("in place")
    {
        branches = ModuleList(Enumerable.Range(0, 4).Select(_ => Branch()).ToArray());
        RegisterComponents();
    }

    private static Sequential Branch() => Sequential(
        Conv2d(16, 16, 3, padding: 1), BatchNorm2d(16), ReLU(), Conv2d(16, 16, 3, padding: 1), BatchNorm2d(16));

    public override Tensor forward(Tensor x)
    {
        x = stem.call(x).relu();
        foreach (var branch in branches)
        {
            var y = branch.call(x);
            y.add_(x).relu_();
            x = y;
        }

        return fc.call(adaptive_avg_pool2d(x, 1).flatten(1));
    }
}
