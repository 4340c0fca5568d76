using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Normalized;

[Example("10 × Linear + BatchNorm1d + ReLU", 64, 64)]
public class BatchNormRelu : Module<Tensor, Tensor>
{
    private readonly Sequential layers;

    public BatchNormRelu() : base("bn-relu")
    {
        var list = new List<Module<Tensor, Tensor>>();
        for (int i = 0; i < 9; i++)
            list.AddRange(new Module<Tensor, Tensor>[] { Linear(64, 64), BatchNorm1d(64), ReLU() });
        list.Add(Linear(64, 10));
        layers = Sequential(list);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => layers.call(x);
}
