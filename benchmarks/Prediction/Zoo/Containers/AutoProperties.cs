using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

[Example("Layers in auto-properties, partial class, DisposeScope in forward", 64, 26)]
public partial class AutoProperties : Module<Tensor, Tensor>
{
    public Linear Encode { get; } = Linear(26, 52);

    public Linear Think { get; private set; }

    public Linear Decode { get; init; }

    public AutoProperties() : base("properties")
    {
        Think = Linear(52, 52);
        Decode = Linear(52, 13);
        RegisterComponents();
    }
}

public partial class AutoProperties
{
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var encoded = Encode.call(x).tanh();
        var thought = Think.call(encoded).tanh();
        return Decode.call(thought).MoveToOuterDisposeScope();
    }
}
