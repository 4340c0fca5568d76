using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Backbones;

[Example("CIFAR ResNet", 16, 3, 32, 32)]
internal sealed class CifarResNet : Module<Tensor, Tensor>
{
    private int in_planes = 8;
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential layer1, layer2, layer3;
    private readonly Linear linear;

    public CifarResNet(int blocks = 2, int num_classes = 10) : base("CifarResNet")
    {
        conv1 = Conv2d(3, in_planes, 3, padding: 1, bias: false);
        bn1 = BatchNorm2d(in_planes);
        layer1 = MakeLayer(8, blocks, 1);
        layer2 = MakeLayer(16, blocks, 2);
        layer3 = MakeLayer(32, blocks, 2);
        linear = Linear(32, num_classes);
        RegisterComponents();
    }

    private Sequential MakeLayer(int planes, int count, int stride)
    {
        var strides = Enumerable.Repeat(1, count - 1).Prepend(stride);
        var layers = new List<Module<Tensor, Tensor>>();
        foreach (var s in strides)
        {
            layers.Add(new BasicBlock(in_planes, planes, s));
            in_planes = planes;
        }

        return Sequential(layers.ToArray());
    }

    public override Tensor forward(Tensor x)
    {
        var y = relu(bn1.call(conv1.call(x)));
        y = layer3.call(layer2.call(layer1.call(y)));
        y = avg_pool2d(y, 8);
        y = y.view(y.shape[0], -1);
        return linear.call(y);
    }
}

internal sealed class BasicBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Sequential shortcut;

    public BasicBlock(int in_planes, int planes, int stride) : base("BasicBlock")
    {
        conv1 = Conv2d(in_planes, planes, 3, stride: stride, padding: 1, bias: false);
        bn1 = BatchNorm2d(planes);
        conv2 = Conv2d(planes, planes, 3, stride: 1, padding: 1, bias: false);
        bn2 = BatchNorm2d(planes);
        shortcut = Sequential();
        if (stride != 1 || in_planes != planes)
        {
            shortcut.append("conv", Conv2d(in_planes, planes, 1, stride: stride, bias: false));
            shortcut.append("bn", BatchNorm2d(planes));
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var @out = relu(bn1.call(conv1.call(x)));
        @out = bn2.call(conv2.call(@out));
        @out += shortcut.Count > 0 ? shortcut.call(x) : x;
        return relu(@out);
    }
}
