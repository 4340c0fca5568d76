using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("Depthwise and pointwise Conv2d + BatchNorm2d + ReLU6", 64, 3, 24, 24)]
public class DepthwiseSeparable : Module<Tensor, Tensor>
{
    private readonly Sequential net;

    public DepthwiseSeparable() : base("mobile")
    {
        var layers = new List<Module<Tensor, Tensor>> { Conv2d(3, 16, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(16), ReLU6() };
        foreach (var (from, to, stride) in new (long, long, long)[] { (16, 32, 1), (32, 32, 2), (32, 64, 1) })
        {
            layers.Add(Conv2d(from, from, kernel_size: 3, stride: stride, padding: 1, groups: from, bias: false));
            layers.Add(BatchNorm2d(from));
            layers.Add(ReLU6());
            layers.Add(Conv2d(from, to, kernel_size: 1, bias: false));
            layers.Add(BatchNorm2d(to));
            layers.Add(ReLU6());
        }

        layers.Add(AdaptiveAvgPool2d(1));
        layers.Add(Flatten());
        layers.Add(Linear(64, 10));
        net = Sequential(layers);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => net.call(x);
}
