using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

public enum Nonlinearity
{
    Relu,
    Tanh,
    Gelu,
}

[Example("Activation by an enum parameter with a default, called in a helper method", 64, 50)]
public class EnumActivation : Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> layers = [];
    private readonly Nonlinearity kind;

    public EnumActivation(int depth = 7, int width = 50, Nonlinearity kind = Nonlinearity.Gelu) : base("enum")
    {
        this.kind = kind;
        for (int i = 0; i < depth; i++)
            layers.Add(Linear(50, i == depth - 1 ? 10 : width));
        RegisterComponents();
    }

    private Tensor Activate(Tensor x)
    {
        switch (kind)
        {
            case Nonlinearity.Relu: return x.relu();
            case Nonlinearity.Tanh: return x.tanh();
            default: return x.gelu();
        }
    }

    public override Tensor forward(Tensor x)
    {
        var last = layers.Count - 1;
        for (int i = 0; i < last; i++)
            x = Activate(layers[i].call(x));
        return layers[last].call(x);
    }
}
