using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Normalized;

[Example("6 × Linear + ReLU + BatchNorm1d, in that order", 64, 50)]
public class NormAfterActivation : Module<Tensor, Tensor>
{
    private readonly Linear l1 = Linear(50, 100), l2 = Linear(100, 100), l3 = Linear(100, 100), l4 = Linear(100, 100), l5 = Linear(100, 100), l6 = Linear(100, 10);
    private readonly BatchNorm1d n1 = BatchNorm1d(100), n2 = BatchNorm1d(100), n3 = BatchNorm1d(100), n4 = BatchNorm1d(100), n5 = BatchNorm1d(100);

    public NormAfterActivation() : base("norm-last") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = n1.call(l1.call(x).relu());
        x = n2.call(l2.call(x).relu());
        x = n3.call(l3.call(x).relu());
        x = n4.call(l4.call(x).relu());
        x = n5.call(l5.call(x).relu());
        return l6.call(x);
    }
}
