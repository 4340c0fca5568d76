using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("Conv2d blocks relu(shortcut + BN Conv relu BN Conv), projections where shapes change", 64, 3, 16, 16)]
public class ResNetV1 : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential layer1, layer2, layer3;
    private readonly AdaptiveAvgPool2d avgpool;
    private readonly Linear fc;
    private long inPlanes = 16;

    public ResNetV1() : base("ResNet")
    {
        conv1 = Conv2d(3, 16, kernel_size: 3, padding: 1, bias: false);
        bn1 = BatchNorm2d(16);
        layer1 = MakeLayer(16, 2, 1);
        layer2 = MakeLayer(32, 2, 2);
        layer3 = MakeLayer(64, 2, 2);
        avgpool = AdaptiveAvgPool2d((1, 1));
        fc = Linear(64, 10);
        RegisterComponents();
    }

    private Sequential MakeLayer(long planes, int count, long stride)
    {
        var layers = new List<Module<Tensor, Tensor>>();
        for (int i = 0; i < count; i++)
        {
            layers.Add(new BasicBlock(inPlanes, planes, i == 0 ? stride : 1));
            inPlanes = planes;
        }

        return Sequential(layers);
    }

    public override Tensor forward(Tensor x)
    {
        x = F.relu(bn1.call(conv1.call(x)));
        x = layer1.call(x);
        x = layer2.call(x);
        x = layer3.call(x);
        x = avgpool.call(x);
        x = x.view(x.shape[0], -1);
        return fc.call(x);
    }

    private sealed class BasicBlock : Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1, conv2;
        private readonly BatchNorm2d bn1, bn2;
        private readonly Module<Tensor, Tensor> shortcut;

        public BasicBlock(long inPlanes, long planes, long stride) : base("BasicBlock")
        {
            conv1 = Conv2d(inPlanes, planes, 3, stride: stride, padding: 1, bias: false);
            bn1 = BatchNorm2d(planes);
            conv2 = Conv2d(planes, planes, 3, padding: 1, bias: false);
            bn2 = BatchNorm2d(planes);
            if (stride != 1 || inPlanes != planes)
                shortcut = Sequential(Conv2d(inPlanes, planes, 1, stride: stride, bias: false), BatchNorm2d(planes));
            else
                shortcut = Sequential();
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var y = F.relu(bn1.call(conv1.call(x)));
            y = bn2.call(conv2.call(y));
            y = y + shortcut.call(x);
            return F.relu(y);
        }
    }
}
