using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("30 × Linear(128) + ReLU, kaiming_normal_ through apply", 64, 128)]
public class ThirtyReluKaiming : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Linear classifier;

    public ThirtyReluKaiming() : base("thirty-relu")
    {
        var stack = new List<Module<Tensor, Tensor>>();
        for (int i = 0; i < 29; i++)
        {
            stack.Add(Linear(128, 128));
            stack.Add(ReLU(inplace: true));
        }

        features = Sequential(stack.ToArray());
        classifier = Linear(128, 10);
        RegisterComponents();
        apply(InitWeights);
    }

    private static void InitWeights(Module m)
    {
        if (m is Linear l)
        {
            init.kaiming_normal_(l.weight, mode: init.FanInOut.FanIn, nonlinearity: init.NonlinearityType.ReLU);
            init.constant_(l.bias, 0.0);
        }
    }

    public override Tensor forward(Tensor x)
    {
        x = features.call(x);
        return classifier.call(x);
    }
}
