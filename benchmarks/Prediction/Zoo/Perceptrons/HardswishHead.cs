using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("4 × Linear + hardswish in place", 64, 128)]
public class HardswishHead : Module<Tensor, Tensor>
{
    private readonly Linear expand, mix, reduce, classify;

    public HardswishHead() : base("head")
    {
        expand = Linear(128, 320);
        mix = Linear(320, 320, hasBias: false);
        reduce = Linear(320, 40);
        classify = Linear(40, 20);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = F.hardswish(expand.call(x), inplace: true);
        x = F.hardswish(mix.call(x), inplace: true);
        x = F.hardswish(reduce.call(x), inplace: true);
        return classify.call(x);
    }
}
