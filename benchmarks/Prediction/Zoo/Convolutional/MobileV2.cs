using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

record InvertedResidualSetting(int T, int C, int N, int S);

class ConvBNReLU : Sequential
{
    public ConvBNReLU(int ic, int oc, int k = 3, int s = 1, int groups = 1)
        : base(
            Conv2d(ic, oc, k, stride: s, padding: (k - 1) / 2, groups: groups, bias: false),
            BatchNorm2d(oc),
            ReLU6(true))
    {
    }
}

class InvertedResidual : Module<Tensor, Tensor>
{
    private readonly bool useRes;
    private readonly Sequential conv;

    public InvertedResidual(int inp, int oup, int stride, int expand) : base("InvertedResidual")
    {
        var hidden = inp * expand;
        useRes = stride == 1 && inp == oup;
        var layers = new List<Module<Tensor, Tensor>>();
        if (expand != 1)
            layers.Add(new ConvBNReLU(inp, hidden, k: 1));
        layers.AddRange(new Module<Tensor, Tensor>[]
        {
            new ConvBNReLU(hidden, hidden, s: stride, groups: hidden),
            Conv2d(hidden, oup, 1, bias: false),
            BatchNorm2d(oup),
        });
        conv = Sequential(layers.ToArray());
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => useRes ? x + conv.call(x) : conv.call(x);
}

[Example("MobileNetV2: inverted residuals, depthwise convolution, subclass of Sequential, settings records", 8, 3, 32, 32, IsSeen = true)]
class MobileV2 : Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Sequential classifier;

    public MobileV2() : base("MobileV2")
    {
        var settings = new InvertedResidualSetting[]
        {
            new(1, 8, 1, 1),
            new(4, 12, 2, 2),
            new(4, 16, 3, 2),
        };
        var input = 16;
        var last = 64;
        var all = new List<Module<Tensor, Tensor>> { new ConvBNReLU(3, input, s: 2) };
        foreach (var (t, c, n, s) in settings)
        {
            for (var i = 0; i < n; i++)
            {
                var stride = i == 0 ? s : 1;
                all.Add(new InvertedResidual(input, c, stride, expand: t));
                input = c;
            }
        }
        all.Add(new ConvBNReLU(input, last, k: 1));
        features = Sequential(all);
        classifier = Sequential(Dropout(0.2), Linear(last, 10));

        foreach (var (name, p) in features.named_parameters())
            if (name.EndsWith("weight") && p.dim() == 4)
                init.kaiming_normal_(p, mode: init.FanInOut.FanOut);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = features.call(x);
        x = functional.adaptive_avg_pool2d(x, 1).reshape(x.shape[0], -1);
        return classifier.call(x);
    }
}
