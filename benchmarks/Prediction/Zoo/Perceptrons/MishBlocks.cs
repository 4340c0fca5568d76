using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("7 × Linear + Mish, pairs made by a static method", 64, 30)]
public class MishBlocks : Module<Tensor, Tensor>
{
    private readonly Sequential net;

    public MishBlocks() : base("mish")
    {
        net = Sequential(Pair(30, 60), Pair(60, 120), Pair(120, 120), Pair(120, 90), Pair(90, 60), Pair(60, 30), Linear(30, 7));
        RegisterComponents();
    }

    private static Sequential Pair(long from, long to) => Sequential(("linear", Linear(from, to)), ("mish", Mish()));

    public override Tensor forward(Tensor x) => net.call(x);
}
