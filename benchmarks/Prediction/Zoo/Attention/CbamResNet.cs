using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Attention;

public class ChannelAttention : Module<Tensor, Tensor>
{
    private readonly AdaptiveAvgPool2d avgPool = AdaptiveAvgPool2d(1);
    private readonly AdaptiveMaxPool2d maxPool = AdaptiveMaxPool2d([1, 1]);
    private readonly Conv2d fc1, fc2;
    private readonly ReLU relu1 = ReLU();
    private readonly Sigmoid sigmoid = Sigmoid();

    public ChannelAttention(int inPlanes, int ratio = 16) : base("ca")
    {
        fc1 = Conv2d(inPlanes, inPlanes / ratio, 1, bias: false);
        fc2 = Conv2d(inPlanes / ratio, inPlanes, 1, bias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var avgOut = fc2.forward(relu1.forward(fc1.forward(avgPool.forward(x))));
        var maxOut = fc2.forward(relu1.forward(fc1.forward(maxPool.forward(x))));
        return sigmoid.forward(avgOut + maxOut);
    }
}

public class SpatialAttention : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    public SpatialAttention(int kernelSize = 7) : base("sa")
    {
        conv1 = Conv2d(2, 1, kernelSize, padding: kernelSize / 2, bias: false);
        RegisterComponents();
    }
    public override Tensor forward(Tensor x)
    {
        var avgOut = torch.mean(x, new long[] { 1 }, keepdim: true);
        var (maxOut, _) = torch.max(x, 1, keepdim: true);
        return torch.sigmoid(conv1.forward(torch.cat(new List<Tensor> { avgOut, maxOut }, dim: 1)));
    }
}

public class CbamBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1, conv2;
    private readonly BatchNorm2d bn1, bn2;
    private readonly ChannelAttention ca;
    private readonly SpatialAttention sa;
    private readonly Sequential? downsample;

    public CbamBlock(int inplanes, int planes, int stride = 1) : base("basic")
    {
        conv1 = Conv2d(inplanes, planes, 3, stride, 1, bias: false);
        bn1 = BatchNorm2d(planes);
        conv2 = Conv2d(planes, planes, 3, 1, 1, bias: false);
        bn2 = BatchNorm2d(planes);
        ca = new ChannelAttention(planes);
        sa = new SpatialAttention();
        downsample = stride == 1 && inplanes == planes ? null : Sequential(Conv2d(inplanes, planes, 1, stride, bias: false), BatchNorm2d(planes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var residual = x;
        var output = F.relu(bn1.forward(conv1.forward(x)));
        output = bn2.forward(conv2.forward(output));
        output = ca.forward(output) * output;
        output = sa.forward(output) * output;
        if (downsample != null) residual = downsample.forward(x);
        output += residual;
        return F.relu(output);
    }
}

[Example("ResNet with CBAM: channel and spatial attention, the largest of the channels", 16, 3, 16, 16, IsSeen = true)]
public class CbamResNet : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1 = Conv2d(3, 32, 3, 1, 1, bias: false);
    private readonly BatchNorm2d bn1 = BatchNorm2d(32);
    private readonly Sequential layers;
    private readonly Linear fc = Linear(128, 10);

    public CbamResNet() : base("cbam")
    {
        layers = Sequential(
            new CbamBlock(32, 32), new CbamBlock(32, 64, 2), new CbamBlock(64, 64), new CbamBlock(64, 128, 2));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = F.relu(bn1.forward(conv1.forward(x)));
        x = layers.forward(x);
        x = F.avg_pool2d(x, 4);
        return fc.forward(x.view(x.shape[0], -1));
    }
}
