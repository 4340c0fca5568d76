using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Backbones;

/// <summary>Growing lists of features.</summary>
[Example("DenseNet-BC", 16, 3, 24, 24)]
internal sealed class CompactDenseNet : Module<Tensor, Tensor>
{
    private sealed class DenseLayer : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> norm1, conv1, norm2, conv2;

        public DenseLayer(int channels, int growth) : base(nameof(DenseLayer))
        {
            norm1 = BatchNorm2d(channels);
            conv1 = Conv2d(channels, 4 * growth, 1, bias: false);
            norm2 = BatchNorm2d(4 * growth);
            conv2 = Conv2d(4 * growth, growth, 3, padding: 1, bias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) =>
            cat([x, conv2.call(relu(norm2.call(conv1.call(relu(norm1.call(x))))))], 1);
    }

    private readonly Sequential features;
    private readonly Linear classifier;

    public CompactDenseNet(int growth = 8, int[]? blocks = null, double compression = 0.5) : base(nameof(CompactDenseNet))
    {
        blocks ??= new[] { 3, 4, 3 };
        var channels = 2 * growth;
        var layers = new List<(string, Module<Tensor, Tensor>)> { ("conv0", Conv2d(3, channels, 3, padding: 1, bias: false)) };
        for (int b = 0; b < blocks.Length; ++b)
        {
            for (int l = 0; l < blocks[b]; ++l)
            {
                layers.Add(($"dense{b}_{l}", new DenseLayer(channels, growth)));
                channels += growth;
            }

            if (b < blocks.Length - 1)
            {
                int smaller = (int)(channels * compression);
                layers.Add(($"trans{b}", Sequential(BatchNorm2d(channels), ReLU(), Conv2d(channels, smaller, 1, bias: false), AvgPool2d(2))));
                channels = smaller;
            }
        }

        layers.Add(("norm_last", BatchNorm2d(channels)));
        features = Sequential(layers);
        classifier = Linear(channels, 10);
        RegisterComponents();
        foreach (var m in modules())
        {
            switch (m)
            {
                case Conv2d c:
                    init.kaiming_normal_(c.weight, nonlinearity: init.NonlinearityType.ReLU);
                    break;
                case Linear lin:
                    init.constant_(lin.bias!, 0);
                    break;
            }
        }
    }

    public override Tensor forward(Tensor x)
    {
        var f = relu(features.call(x));
        return classifier.call(f.mean([2, 3]));
    }
}
