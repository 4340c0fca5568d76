using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Classics;

/// <summary>Strides rather than pools; SELU, drawn as its authors ask.</summary>
[Example("all-convolutional net with SELU", 16, 3, 32, 32)]
internal sealed class SeluConvNet : Module<Tensor, Tensor>
{
    private readonly List<Conv2d> _convs;

    public SeluConvNet() : base("selu")
    {
        _convs = new()
        {
            Conv2d(3, 24, 3, padding: 1),
            Conv2d(24, 24, 3, stride: 2, padding: 1),
            Conv2d(24, 48, 3, padding: 1),
            Conv2d(48, 48, 3, stride: 2, padding: 1),
            Conv2d(48, 48, 1),
            Conv2d(48, 10, 1),
        };
        _convs.ForEach(c =>
        {
            var fan = c.weight!.numel() / c.weight!.shape[0];
            init.normal_(c.weight, 0, 1 / Math.Sqrt(fan));
            init.zeros_(c.bias!);
        });
        int n = 0;
        foreach (var c in _convs)
            register_module($"c{n++}", c);
    }

    public override Tensor forward(Tensor x)
    {
        var h = x;
        for (int i = 0; i < _convs.Count - 1; i++)
            h = F.selu(_convs[i].call(h));
        h = _convs[^1].call(h);
        return h.mean(new long[] { 2, 3 });
    }
}
