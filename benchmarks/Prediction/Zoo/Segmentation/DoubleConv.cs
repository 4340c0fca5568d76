using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Segmentation;

// (conv => BN => ReLU) * 2, the usual one
internal sealed class DoubleConv : Module<Tensor, Tensor>
{
    private readonly Sequential double_conv;

    public DoubleConv(int in_ch, int out_ch, int? mid_ch = null) : base(nameof(DoubleConv))
    {
        var mid = mid_ch ?? out_ch;
        double_conv = Sequential(
            Conv2d(in_ch, mid, kernel_size: 3, padding: 1, bias: false),
            BatchNorm2d(mid),
            ReLU(inplace: true),
            Conv2d(mid, out_ch, kernel_size: 3, padding: 1, bias: false),
            BatchNorm2d(out_ch),
            ReLU(inplace: true));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => double_conv.call(x);
}
