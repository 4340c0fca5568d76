using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

public class ConstructorArguments : Module<Tensor, Tensor>
{
    private readonly Sequential net;

    private ConstructorArguments(long inputs, long width, int depth, long classes) : base("arguments")
    {
        net = Sequential(Enumerable.Range(0, depth)
            .Select(i => (Module<Tensor, Tensor>)Sequential(Linear(i == 0 ? inputs : width, width), Sigmoid()))
            .Append(Linear(width, classes)));
        RegisterComponents();
    }

    [Example("Depth and width come from the factory that calls the constructor", 64, 20)]
    public static Module<Tensor, Tensor> SmallSigmoidNet() => new ConstructorArguments(20, 40, 4, 5);

    public override Tensor forward(Tensor x) => net.call(x);
}
