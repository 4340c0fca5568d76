using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

/// <summary>One half of the channels goes through a depthwise branch, and a shuffle mixes both for the next block.</summary>
internal sealed class ShuffledHalf : Module<Tensor, Tensor>
{
    private readonly Conv2d _in, _spatial, _out;
    private readonly BatchNorm2d _afterIn, _afterSpatial, _afterOut;
    private readonly long _half;

    public ShuffledHalf(long channels) : base(nameof(ShuffledHalf))
    {
        _half = channels / 2;
        (_in, _afterIn) = (Conv2d(_half, _half, 1), BatchNorm2d(_half));
        (_spatial, _afterSpatial) = (Conv2d(_half, _half, 5, padding: 2, groups: _half), BatchNorm2d(_half));
        (_out, _afterOut) = (Conv2d(_half, _half, 1), BatchNorm2d(_half));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var parts = x.split([_half, _half], 1);
        var branch = functional.hardswish(_afterIn.call(_in.call(parts[1])));
        branch = functional.hardswish(_afterOut.call(_out.call(_afterSpatial.call(_spatial.call(branch)))));
        var joined = cat([parts[0], branch], 1);
        var grouped = joined.reshape(joined.shape[0], 2, _half, joined.shape[2], joined.shape[3]);
        return grouped.transpose(2, 1).reshape(grouped.shape[0], 2 * _half, joined.shape[2], joined.shape[3]);
    }
}

[Example("ShuffleNetV2 blocks with hardswish: split, depthwise branch, shuffled channels", 16, 3, 32, 32)]
internal sealed class ShuffledHalves : Module<Tensor, Tensor>
{
    private readonly Conv2d _stem = Conv2d(3, 40, 3, stride: 2, padding: 1);
    private readonly BatchNorm2d _norm = BatchNorm2d(40);
    private readonly ModuleList<ShuffledHalf> _blocks = new();
    private readonly Linear _head = Linear(40, 8);

    public ShuffledHalves(int blocks = 5) : base(nameof(ShuffledHalves))
    {
        for (var i = 0; i < blocks; i++)
            _blocks.Add(new ShuffledHalf(40));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = functional.hardswish(_norm.call(_stem.call(x)));
        foreach (var block in _blocks)
            x = block.call(x);
        return _head.call(functional.adaptive_avg_pool2d(x, 1).flatten(1));
    }
}
