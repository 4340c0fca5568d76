using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Temporal;

/// <summary>Sick: the same gates, ten in a row, with nothing to pass by them.</summary>
[Example("gated convolutions without skips", 16, 8, 40)]
internal sealed class GatedConvChain : Module<Tensor, Tensor>
{
    private readonly ModuleList<Conv1d> gated;
    private readonly Linear head;

    public GatedConvChain(int depth = 10) : base(nameof(GatedConvChain))
    {
        gated = ModuleList(Enumerable.Range(0, depth).Select(i => Conv1d(i == 0 ? 8 : 20, 40, 3, padding: 1)).ToArray());
        head = Linear(20, 4);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var conv in gated)
        {
            var ab = conv.call(x).chunk(2, 1);
            x = ab[0].tanh() * ab[1].sigmoid();
        }

        return head.call(x.mean(new long[] { -1 }));
    }
}
