using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Samples;

/// <summary>The healed twin of twelve sigmoid layers: as deep and as wide, with ReLU, its initialisation and identity skips.</summary>
internal sealed class DeepResidualNet : Module<Tensor, Tensor>
{
    private const int Blocks = 6;
    private const int Width = 32;

    private readonly Linear stem;
    private readonly Sequential blocks;
    private readonly Linear head;

    public DeepResidualNet()
        : base(nameof(DeepResidualNet))
    {
        stem = Linear(2, Width);
        blocks = Sequential(Enumerable.Range(0, Blocks).Select(_ => new ResidualBlock(Width)));
        head = Linear(Width, 2);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var embedded = stem.call(input);
        using var features = blocks.call(embedded);
        return head.call(features);
    }
}
