using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("Residual convolutions without normalization, Kaiming draws, a mean over the map", 24, 3, 16, 16)]
internal sealed class UnnormedConvolutions : Module<Tensor, Tensor>
{
    private readonly Conv2d _first;
    private readonly ModuleList<Module<Tensor, Tensor>> _branches;
    private readonly Linear _last;

    public UnnormedConvolutions(int channels = 24, int depth = 6) : base(nameof(UnnormedConvolutions))
    {
        _first = Drawn(3, channels);
        _branches = ModuleList(Enumerable.Range(0, depth).Select(_ => (Module<Tensor, Tensor>)Sequential(Drawn(channels, channels), LeakyReLU(0.1))).ToArray());
        _last = Linear(channels, 10);
        RegisterComponents();
    }

    private static Conv2d Drawn(long from, long to)
    {
        var convolution = Conv2d(from, to, 3, padding: 1, bias: false);
        init.kaiming_normal_(convolution.weight, a: 0.1);
        return convolution;
    }

    public override Tensor forward(Tensor x)
    {
        x = functional.leaky_relu(_first.call(x), 0.1);
        for (var i = 0; i < _branches.Count; i++)
            x = _branches[i].call(x).add(x);
        return _last.call(x.mean([-2, -1]));
    }
}
