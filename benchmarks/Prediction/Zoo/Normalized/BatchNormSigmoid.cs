using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Normalized;

[Example("8 × Linear + BatchNorm1d + Sigmoid: the cure", 64, 40)]
public class BatchNormSigmoid : Module<Tensor, Tensor>
{
    private readonly Sequential net = Sequential();
    private readonly Linear classifier = Linear(80, 4);

    public BatchNormSigmoid() : base("bn-sigmoid")
    {
        long from = 40;
        for (int i = 1; i <= 7; i++, from = 80)
        {
            net.append($"fc{i}", Linear(from, 80, hasBias: false));
            net.append($"bn{i}", BatchNorm1d(80));
            net.append($"sg{i}", Sigmoid());
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => classifier.call(net.call(x));
}
