using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Shared;

[Example("Both halves of the input through the same tower, then concatenated", 64, 60)]
public class TwinTowers : Module<Tensor, Tensor>
{
    private readonly Sequential tower = Sequential(Linear(30, 64), ReLU(), Linear(64, 32), ReLU());
    private readonly Linear compare = Linear(64, 3);

    public TwinTowers() : base("twins") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var left = tower.call(x.narrow(1, 0, 30));
        var right = tower.call(x.narrow(1, 30, 30));
        return compare.call(cat([left, right], 1));
    }
}
