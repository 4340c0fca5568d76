using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Segmentation;

[Example("attention U-Net, two levels", 16, 3, 24, 24)]
internal sealed class GatedSkipUNet : Module<Tensor, Tensor>
{
    private readonly DoubleConv enc1 = new(3, 12), enc2 = new(12, 24), bottom = new(24, 48), dec2 = new(48, 24), dec1 = new(24, 12);
    private readonly AttentionGate gate2 = new(24, 24, 12), gate1 = new(12, 12, 6);
    private readonly Sequential up2 = Sequential(Upsample(scale_factor: [2, 2]), Conv2d(48, 24, 3, padding: 1), BatchNorm2d(24), ReLU());
    private readonly Sequential up1 = Sequential(Upsample(scale_factor: [2, 2]), Conv2d(24, 12, 3, padding: 1), BatchNorm2d(12), ReLU());
    private readonly Conv2d final_conv = Conv2d(12, 2, 1);

    public GatedSkipUNet() : base("att-unet") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var e1 = enc1.call(x);
        var e2 = enc2.call(F.max_pool2d(e1, 2));
        var b = bottom.call(F.max_pool2d(e2, 2));
        var d2 = up2.call(b);
        d2 = dec2.call(cat([gate2.call(d2, e2), d2], 1));
        var d1 = up1.call(d2);
        d1 = dec1.call(cat([gate1.call(d1, e1), d1], 1));
        return final_conv.call(d1);
    }
}

internal sealed class AttentionGate : Module<Tensor, Tensor, Tensor>
{
    private readonly Sequential wg, wx, psi;

    public AttentionGate(long gate, long skip, long inner) : base(nameof(AttentionGate))
    {
        wg = Sequential(Conv2d(gate, inner, 1), BatchNorm2d(inner));
        wx = Sequential(Conv2d(skip, inner, 1), BatchNorm2d(inner));
        psi = Sequential(Conv2d(inner, 1, 1), BatchNorm2d(1), Sigmoid());
        RegisterComponents();
    }

    public override Tensor forward(Tensor g, Tensor x)
    {
        var a = psi.call((wg.call(g) + wx.call(x)).relu());
        return x * a;
    }
}
