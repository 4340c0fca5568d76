using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Gated;

/// <summary>Of every few neighbouring channels the largest goes on.</summary>
internal sealed class LargestOfChannels(int pieces) : Module<Tensor, Tensor>(nameof(LargestOfChannels))
{
    public override Tensor forward(Tensor maps)
    {
        var (height, width) = (maps.size(2), maps.size(3));
        return maps.reshape(maps.size(0), maps.size(1) / pieces, pieces, height, width).amax([2]);
    }
}

[Example("Maxout over groups of channels of convolutions, strided", 32, 3, 16, 16)]
internal sealed class MaxoutMaps : Module<Tensor, Tensor>
{
    private readonly Sequential _stages;
    private readonly Linear _classes;

    public MaxoutMaps(int pieces = 4, int width = 12) : base(nameof(MaxoutMaps))
    {
        _stages = Sequential(
            Conv2d(3, pieces * width, 5, padding: 2), new LargestOfChannels(pieces),
            Conv2d(width, pieces * 2 * width, 3, stride: 2, padding: 1), new LargestOfChannels(pieces),
            Conv2d(2 * width, pieces * 2 * width, 3, stride: 2, padding: 1), new LargestOfChannels(pieces));
        _classes = Linear(2 * width * 16, 10);
        RegisterComponents();
    }

    public override Tensor forward(Tensor images) => _classes.call(_stages.call(images).flatten(1));
}
