using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("9 activations, one a layer, by a switch expression in a loop", 64, 32)]
public class ActivationParade : Module<Tensor, Tensor>
{
    private readonly Sequential net;

    public ActivationParade() : base("parade")
    {
        string[] names = ["relu", "tanh", "gelu", "silu", "elu", "celu", "softsign", "tanhshrink", "sigmoid"];
        net = Sequential();
        foreach (var name in names)
        {
            net.append("linear_" + name, Linear(32, 32));
            net.append(name, Make(name));
        }

        net.append("readout", Linear(32, 10));
        RegisterComponents();
    }

    private static Module<Tensor, Tensor> Make(string name) => name switch
    {
        "relu" => ReLU(),
        "tanh" => Tanh(),
        "gelu" => GELU(),
        "silu" => SiLU(),
        "elu" => ELU(),
        "celu" => CELU(),
        "softsign" => Softsign(),
        "tanhshrink" => Tanhshrink(),
        "sigmoid" => Sigmoid(),
        _ => throw new ArgumentException($"There is no activation {name}."),
    };

    public override Tensor forward(Tensor x) => net.call(x);
}
