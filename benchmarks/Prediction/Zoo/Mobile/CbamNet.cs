using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using M = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Mobile;

/// <summary>Channel attention, then attention over places.</summary>
[Example("CBAM", 16, 3, 24, 24)]
internal sealed class CbamNet : M
{
    private readonly Sequential stem, trunk;
    private readonly Linear mlp1, mlp2, fc;
    private readonly Conv2d spatial;

    public CbamNet() : base(nameof(CbamNet))
    {
        stem = Sequential(Make.Conv(3, 32, act: ReLUOf), MaxPool2d(2));
        mlp1 = Linear(32, 8, hasBias: false);
        mlp2 = Linear(8, 32, hasBias: false);
        spatial = Conv2d(2, 1, 7, padding: 3, bias: false);
        trunk = Sequential(Make.Conv(32, 48, act: ReLUOf), Make.Conv(48, 48, act: ReLUOf));
        fc = Linear(48, 6);
        RegisterComponents();
    }

    private static M ReLUOf() => ReLU(inplace: false);

    public override Tensor forward(Tensor x)
    {
        x = stem.call(x);
        x = ChannelAttention(x) * x;
        x = SpatialAttention(x) * x;
        return fc.call(trunk.call(x).amax(2, 3));
    }

    private Tensor ChannelAttention(Tensor x)
    {
        Tensor Shared(Tensor v) => mlp2.call(mlp1.call(v).relu());
        var avg = Shared(x.mean([2, 3]));
        var max = Shared(x.amax([2, 3]));
        return (avg + max).sigmoid().unsqueeze(-1).unsqueeze(-1);
    }

    private Tensor SpatialAttention(Tensor x)
    {
        var avg = x.mean([1], keepdim: true);
        var (max, _) = torch.max(x, 1, keepdim: true);
        return spatial.call(torch.cat([avg, max], 1)).sigmoid();
    }
}
