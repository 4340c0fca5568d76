using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Segmentation;

/// <summary>The tutorial's U-Net, three levels.</summary>
[Example("classic U-Net", 16, 3, 32, 32)]
internal sealed class ClassicUNet : Module<Tensor, Tensor>
{
    private readonly DoubleConv inc;
    private readonly Down down1, down2, down3;
    private readonly Up up1, up2, up3;
    private readonly Conv2d outc;

    public ClassicUNet(int n_channels = 3, int n_classes = 4, int width = 8) : base(nameof(ClassicUNet))
    {
        inc = new(n_channels, width);
        down1 = new(width, width * 2);
        down2 = new(width * 2, width * 4);
        down3 = new(width * 4, width * 8);
        up1 = new(width * 8, width * 4);
        up2 = new(width * 4, width * 2);
        up3 = new(width * 2, width);
        outc = Conv2d(width, n_classes, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var x1 = inc.call(x);
        var x2 = down1.call(x1);
        var x3 = down2.call(x2);
        var x4 = down3.call(x3);
        x = up1.call(x4, x3);
        x = up2.call(x, x2);
        x = up3.call(x, x1);
        return outc.call(x);
    }
}

internal sealed class Down : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> pool, conv;

    public Down(int i, int o) : base("down")
    {
        pool = MaxPool2d(2);
        conv = new DoubleConv(i, o);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => conv.call(pool.call(x));
}

internal sealed class Up : Module<Tensor, Tensor, Tensor>
{
    private readonly ConvTranspose2d up;
    private readonly DoubleConv conv;

    public Up(int i, int o) : base("up")
    {
        up = ConvTranspose2d(i, i / 2, kernel_size: 2, stride: 2);
        conv = new DoubleConv(i, o);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x1, Tensor x2)
    {
        x1 = up.call(x1);
        return conv.call(cat([x2, x1], dim: 1));
    }
}
