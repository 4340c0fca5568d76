using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using M = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Mobile;

[Example("squeeze-and-excitation ResNet", 16, 3, 24, 24)]
internal sealed class SeNet : M
{
    private readonly M[] parts;
    private readonly Linear head;

    public SeNet() : base("SeNet")
    {
        parts = new M[]
        {
            Make.Conv(3, 16, act: () => ReLU()),
            new SeBlock(16, 16, 1),
            new SeBlock(16, 32, 2),
            new SeBlock(32, 32, 1),
            new SeBlock(32, 64, 2),
        };
        foreach (var (part, index) in parts.Select((p, i) => (p, i)))
            register_module("part" + index, part);
        head = Linear(64, 10);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var p in parts)
            x = p.call(x);
        return head.call(x.flatten(2).mean([2]));
    }

    private sealed class SeBlock : M
    {
        private readonly M path;
        private readonly M skip;

        public SeBlock(int i, int o, int s) : base("seblock")
        {
            path = Sequential(Make.Conv(i, o, 3, s, act: () => ReLU()), Make.Conv(o, o), new SqueezeExcite(o, 4));
            skip = (i, s) == (o, 1) ? Identity() : Make.Conv(i, o, 1, s);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => functional.relu(path.call(x) + skip.call(x));
    }
}

internal sealed class SqueezeExcite : M
{
    private readonly Linear squeeze, excite;

    public SqueezeExcite(int channels, int ratio) : base("se")
    {
        squeeze = Linear(channels, channels / ratio);
        excite = Linear(channels / ratio, channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var (n, c) = (x.shape[0], x.shape[1]);
        var w = x.mean([2L, 3L]);
        w = squeeze.call(w).relu();
        w = excite.call(w).sigmoid().view(n, c, 1, 1);
        return x * w;
    }
}
