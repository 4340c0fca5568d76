using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

public enum Curve { Elu, Mish, Swish, HardSwish, Softplus, Softsign }

public static class CurveMethods
{
    public static Tensor Activate(this Tensor x, Curve kind) => kind switch
    {
        Curve.Elu => functional.elu(x, 1.0),
        Curve.Mish => functional.mish(x),
        Curve.Swish => x * torch.sigmoid(x),
        Curve.HardSwish => x * functional.relu6(x + 3) / 6,
        Curve.Softplus => torch.log(1 + torch.exp(x)),
        Curve.Softsign => x / (1 + x.abs()),
        _ => throw new NotSupportedException(),
    };
}

[Example("Six activations in turn, some written by arithmetic, chosen from an array of enums", 64, 20, IsSeen = true)]
public class MishSwitch : Module<Tensor, Tensor>
{
    private static readonly Curve[] kinds = Enum.GetValues<Curve>();
    private readonly ModuleList<Linear> linears = new();
    private readonly Linear final;

    public MishSwitch() : base("mish")
    {
        foreach (var kind in kinds)
            linears.Add(Linear(linears.Count == 0 ? 20 : 40, 40));
        final = Linear(40, 5);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var (linear, kind) in linears.Zip(kinds))
            x = linear.call(x).Activate(kind);
        return final.call(x);
    }
}
