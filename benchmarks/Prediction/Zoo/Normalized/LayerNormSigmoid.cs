using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Normalized;

[Example("8 × Linear + LayerNorm + Sigmoid: the false cure", 64, 40)]
public class LayerNormSigmoid : Module<Tensor, Tensor>
{
    private readonly Sequential net;

    public LayerNormSigmoid() : base("ln-sigmoid")
    {
        var blocks = Enumerable.Range(0, 7).Select(i => Sequential(Linear(i == 0 ? 40 : 80, 80), LayerNorm(new long[] { 80 }), Sigmoid()));
        net = Sequential(blocks.Concat(new[] { Sequential(Linear(80, 4)) }));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => net.call(x);
}
