using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("5 × Conv2d + BatchNorm2d + ReLU, strided, global average", 64, 3, 32, 32)]
public class BatchNormVgg : Module<Tensor, Tensor>
{
    private readonly Sequential body;
    private readonly AdaptiveAvgPool2d pool = AdaptiveAvgPool2d(new long[] { 1, 1 });
    private readonly Linear fc = Linear(64, 10);

    public BatchNormVgg() : base("bnvgg")
    {
        body = Sequential(Unit(3, 16, 1), Unit(16, 32, 2), Unit(32, 32, 1), Unit(32, 64, 2), Unit(64, 64, 1));
        RegisterComponents();
    }

    private static Sequential Unit(long from, long to, long stride) => Sequential(
        Conv2d(from, to, kernel_size: 3, stride: stride, padding: 1, bias: false),
        BatchNorm2d(to),
        ReLU(true));

    public override Tensor forward(Tensor x)
    {
        x = body.call(x);
        x = pool.call(x);
        return fc.call(x.flatten(1));
    }
}
