using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Samples;

/// <summary>x + f(x) with nothing on the skip path and the activation inside f, whose layer is initialised for it.</summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly Linear widen;
    private readonly Linear narrow;

    public ResidualBlock(long width)
        : base(nameof(ResidualBlock))
    {
        widen = Linear(width, width);
        narrow = Linear(width, width);
        init.kaiming_normal_(widen.weight!, nonlinearity: init.NonlinearityType.ReLU);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var inner = functional.relu(widen.call(input));
        using var branch = narrow.call(inner);
        return input + branch;
    }
}
