using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using M = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Mobile;

[Example("MobileNetV2 in small", 16, 3, 32, 32)]
internal sealed class MobileNetV2Small : M
{
    private readonly Sequential features;
    private readonly Sequential classifier;

    public MobileNetV2Small(double width_mult = 0.5, int num_classes = 10) : base(nameof(MobileNetV2Small))
    {
        // t, c, n, s
        var settings = new (int t, int c, int n, int s)[] { (1, 16, 1, 1), (4, 24, 2, 2), (4, 32, 2, 2), (4, 64, 1, 2) };
        int input = Make.Divisible(32 * width_mult);
        features = Make.Conv(3, input, act: () => ReLU6());
        foreach (var (t, c, n, s) in settings)
        {
            int output = Make.Divisible(c * width_mult);
            for (int i = 0; i < n; i++)
            {
                features.append(new InvertedResidual(input, output, i == 0 ? s : 1, t));
                input = output;
            }
        }

        classifier = Sequential(Dropout(0.2), Linear(input, num_classes));
        RegisterComponents();

        foreach (var m in modules())
        {
            if (m is Conv2d conv)
                init.kaiming_normal_(conv.weight, mode: init.FanInOut.FanOut);
            else if (m is BatchNorm2d bn)
            {
                init.ones_(bn.weight!);
                init.zeros_(bn.bias!);
            }
            else if (m is Linear { weight: var w, bias: { } b })
            {
                init.normal_(w, 0, 0.01);
                init.zeros_(b);
            }
        }
    }

    public override Tensor forward(Tensor x)
    {
        x = features.call(x);
        x = functional.adaptive_avg_pool2d(x, (1, 1)).reshape(x.shape[0], -1);
        return classifier.call(x);
    }
}

internal sealed class InvertedResidual : M
{
    private readonly Sequential conv;
    private readonly bool use_res;

    public InvertedResidual(int inp, int oup, int stride, int expand) : base("ir")
    {
        int hidden = inp * expand;
        use_res = stride == 1 && inp == oup;
        var steps = new List<M>();
        if (expand != 1)
            steps.Add(Make.Conv(inp, hidden, 1, act: () => ReLU6()));
        steps.AddRange(new M[]
        {
            Make.Conv(hidden, hidden, 3, stride, groups: hidden, act: () => ReLU6()),
            Make.Conv(hidden, oup, 1),
        });
        conv = Sequential(steps);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        if (use_res)
            return x + conv.call(x);
        else
            return conv.call(x);
    }
}
