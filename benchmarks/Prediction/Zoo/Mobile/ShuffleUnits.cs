using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using M = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Mobile;

/// <summary>Half of the channels pass by; the rest is shuffled in.</summary>
[Example("ShuffleNet units", 16, 3, 24, 24)]
internal sealed class ShuffleUnits : M
{
    private sealed class Unit : M
    {
        private readonly Sequential right;

        public Unit(int c) : base("unit")
        {
            right = Sequential(
                Conv2d(c / 2, c / 2, 1, bias: false), BatchNorm2d(c / 2), ReLU(),
                Conv2d(c / 2, c / 2, 3, padding: 1, groups: c / 2, bias: false), BatchNorm2d(c / 2),
                Conv2d(c / 2, c / 2, 1, bias: false), BatchNorm2d(c / 2), ReLU());
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var halves = x.chunk(2, 1);
            return Shuffle(torch.cat(new[] { halves[0], right.call(halves[1]) }, 1), 2);
        }

        private static Tensor Shuffle(Tensor x, long groups)
        {
            var (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
            return x.view(n, groups, c / groups, h, w).transpose(1, 2).contiguous().view(n, c, h, w);
        }
    }

    private readonly Sequential all;

    public ShuffleUnits(int channels = 32, int units = 4) : base("shuffle")
    {
        var list = new List<M> { Conv2d(3, channels, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(channels), ReLU() };
        list.AddRange(Enumerable.Range(0, units).Select(_ => new Unit(channels)));
        list.Add(AdaptiveAvgPool2d(1));
        list.Add(Flatten());
        list.Add(Linear(channels, 10));
        all = Sequential(list.ToArray());
        RegisterComponents();
    }

    public override Tensor forward(Tensor t) => all.call(t);
}
