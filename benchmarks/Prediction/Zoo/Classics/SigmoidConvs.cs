using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Classics;

/// <summary>Sick: seven convolutions with sigmoids.</summary>
[Example("convolutions with sigmoids", 16, 1, 20, 20)]
internal sealed class SigmoidConvs : Module<Tensor, Tensor>
{
    private readonly Dictionary<int, Conv2d> convs = new();
    private readonly Linear readout;

    public SigmoidConvs(int depth = 7) : base("SigmoidConvs")
    {
        for (int d = 0; d < depth; d++)
        {
            convs[d] = Conv2d(d == 0 ? 1 : 10, 10, 3, padding: 1);
            register_module($"conv_{d}", convs[d]);
        }

        readout = Linear(10 * 25, 5);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        for (int d = 0; d < convs.Count; d++)
        {
            x = convs[d].call(x).sigmoid();
            if (d is 1 or 3)
                x = F.max_pool2d(x, 2);
        }

        return readout.call(flatten(x, 1));
    }
}
