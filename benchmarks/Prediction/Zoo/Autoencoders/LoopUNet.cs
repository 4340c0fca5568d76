using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Autoencoders;

[Example("U-Net of any depth: loops over levels, a stack of skips, interpolate, GroupNorm", 8, 1, 16, 16, Objective = Objective.Regression, IsSeen = true)]
public sealed class LoopUNet : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> downs = [], ups = [];
    private readonly Module<Tensor, Tensor> bottom;
    private readonly Conv2d last;

    public LoopUNet(int features = 8, int depth = 2)
        : base("unet")
    {
        var channels = 1;
        for (var i = 0; i < depth; i++)
        {
            downs.Add(Block(channels, features << i));
            channels = features << i;
        }

        bottom = Block(channels, channels * 2);
        channels *= 2;
        for (var i = depth - 1; i >= 0; i--)
        {
            ups.Add(Block(channels + (features << i), features << i));
            channels = features << i;
        }

        last = Conv2d(channels, 1, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var skips = new Stack<Tensor>();
        foreach (var down in downs)
        {
            x = down.call(x);
            skips.Push(x);
            x = functional.max_pool2d(x, 2);
        }

        x = bottom.call(x);
        foreach (var up in ups)
        {
            x = functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
            x = up.call(cat([skips.Pop(), x], dim: 1));
        }

        return last.call(x);
    }

    private static Sequential Block(int inputs, int outputs) => Sequential(
        Conv2d(inputs, outputs, 3, padding: 1), Norm(outputs), SiLU(),
        Conv2d(outputs, outputs, 3, padding: 1), Norm(outputs), SiLU());

    // TorchSharp up to 0.107 leaves both to what its memory held.
    private static GroupNorm Norm(int channels)
    {
        var norm = GroupNorm(4, channels);
        init.ones_(norm.weight);
        init.zeros_(norm.bias);
        return norm;
    }
}
