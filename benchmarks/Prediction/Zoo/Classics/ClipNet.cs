using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Classics;

/// <summary>3-d convolutions over short clips.</summary>
[Example("3-d convolutions", 8, 1, 8, 16, 16)]
internal sealed class ClipNet : Module<Tensor, Tensor>
{
    private readonly Sequential net;

    public ClipNet() : base(nameof(ClipNet))
    {
        net = Build().ToSequential();
        RegisterComponents();
    }

    private static IEnumerable<Module<Tensor, Tensor>> Build()
    {
        long c = 1;
        foreach (var next in new long[] { 8, 16, 24 })
        {
            yield return Conv3d(c, next, 3, padding: 1);
            yield return InstanceNorm3d(next, affine: true);
            yield return Mish();
            yield return MaxPool3d(2);
            c = next;
        }

        yield return Flatten();
        yield return Linear(24 * 1 * 2 * 2, 6);
    }

    public override Tensor forward(Tensor clip) => net.call(clip);
}
