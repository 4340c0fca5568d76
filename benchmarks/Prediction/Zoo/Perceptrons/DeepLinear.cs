using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("8 × Linear without bias or activation, orthogonal", 64, 64)]
public class DeepLinear : Module<Tensor, Tensor>
{
    private readonly Sequential chain;

    public DeepLinear() : base("linear")
    {
        chain = Sequential(Enumerable.Range(0, 8).Select(i => Linear(64, 64, hasBias: false)).ToArray());
        RegisterComponents();
        foreach (var weight in chain.parameters())
            init.orthogonal_(weight);
    }

    public override Tensor forward(Tensor x) => chain.call(x);
}
