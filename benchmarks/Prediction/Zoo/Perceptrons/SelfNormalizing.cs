using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("8 × Linear + SELU, normal_(1/√fan-in) and zero bias in a loop over modules()", 64, 48)]
public class SelfNormalizing : Module<Tensor, Tensor>
{
    private readonly Sequential net;

    public SelfNormalizing() : base(nameof(SelfNormalizing))
    {
        var layers = new List<(string, Module<Tensor, Tensor>)>();
        for (int i = 0; i < 8; i++)
        {
            layers.Add(($"lin{i}", Linear(i == 0 ? 48 : 120, i == 7 ? 6 : 120)));
            if (i < 7) layers.Add(($"selu{i}", SELU()));
        }
        net = Sequential(layers);
        RegisterComponents();

        foreach (var module in modules())
        {
            if (module is Linear linear)
            {
                init.normal_(linear.weight, 0, 1 / Math.Sqrt(linear.weight.shape[1]));
                if (linear.bias is not null) init.zeros_(linear.bias);
            }
        }
    }

    public override Tensor forward(Tensor x) => net.call(x);
}
