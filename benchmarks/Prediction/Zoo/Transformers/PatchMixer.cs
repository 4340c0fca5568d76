using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Transformers;

/// <summary>Mixes over patches, then over channels.</summary>
[Example("MLP-Mixer", 8, 3, 32, 32)]
internal sealed class PatchMixer : Module<Tensor, Tensor>
{
    private static Sequential FeedForward(int dim, int hidden) => Sequential(Linear(dim, hidden), GELU(), Dropout(0.0), Linear(hidden, dim), Dropout(0.0));

    private sealed class MixerBlock(int dim, int patches) : Module<Tensor, Tensor>("mixer")
    {
        private readonly Sequential tokens = FeedForward(patches, 2 * patches), channels = FeedForward(dim, 2 * dim);
        private readonly LayerNorm norm_t = LayerNorm(dim), norm_c = LayerNorm(dim);

        public override Tensor forward(Tensor x)
        {
            x = x + tokens.call(norm_t.call(x).transpose(1, 2)).transpose(1, 2);
            return x + channels.call(norm_c.call(x));
        }
    }

    private readonly Unfold unfold = Unfold(8, stride: 8);
    private readonly Linear embed = Linear(3 * 64, 40);
    private readonly MixerBlock block0 = new(40, 16), block1 = new(40, 16), block2 = new(40, 16);
    private readonly LayerNorm norm = LayerNorm(40);
    private readonly Linear head = Linear(40, 10);

    public PatchMixer() : base(nameof(PatchMixer)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = embed.call(unfold.call(x).transpose(1, 2));
        foreach (var b in new[] { block0, block1, block2 })
            x = b.call(x);
        return head.call(norm.call(x).mean([1]));
    }
}
