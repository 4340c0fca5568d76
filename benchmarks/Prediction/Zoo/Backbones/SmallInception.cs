using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Backbones;

[Example("three Inception cells", 16, 3, 32, 32)]
internal sealed class SmallInception : Module<Tensor, Tensor>
{
    private readonly ConvBnRelu stem;
    private readonly Sequential cells;
    private readonly Linear classifier;

    public SmallInception(int classes = 10) : base(nameof(SmallInception))
    {
        var plan = new Branches[] { new(8, 8, 16, 4, 8, 8), new(16, 12, 24, 4, 8, 8), new(16, 16, 32, 8, 16, 16) };
        stem = new(3, 16, 3, s: 2);
        var width = 16;
        cells = Sequential();
        foreach (var item in plan)
        {
            cells.append(new InceptionCell(width, item));
            width = item.Total;
        }

        classifier = Linear(width, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var features = cells.call(stem.call(x));
        using var pooled = adaptive_avg_pool2d(features, 1).flatten(1);
        return classifier.call(dropout(pooled, 0.4, training));
    }
}

internal sealed class ConvBnRelu : Module<Tensor, Tensor>
{
    private readonly Conv2d conv;
    private readonly BatchNorm2d bn;

    public ConvBnRelu(long cin, long cout, long k, long s = 1) : base("cbr")
    {
        conv = Conv2d(cin, cout, k, stride: s, padding: k / 2, bias: false);
        bn = BatchNorm2d(cout, eps: 1e-3);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => relu(bn.call(conv.call(x)), inplace: true);
}

internal sealed record Branches(int Direct, int Reduce3, int Out3, int Reduce5, int Out5, int Pool)
{
    public int Total => Direct + Out3 + Out5 + Pool;
}

internal sealed class InceptionCell : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor>[] _branches;

    public InceptionCell(int channels, Branches b) : base("inception")
    {
        _branches =
        [
            new ConvBnRelu(channels, b.Direct, 1),
            Sequential(new ConvBnRelu(channels, b.Reduce3, 1), new ConvBnRelu(b.Reduce3, b.Out3, 3)),
            Sequential(new ConvBnRelu(channels, b.Reduce5, 1), new ConvBnRelu(b.Reduce5, b.Out5, 5)),
            Sequential(MaxPool2d(3, stride: 1, padding: 1), new ConvBnRelu(channels, b.Pool, 1)),
        ];
        for (int i = 0; i < _branches.Length; i++)
            register_module($"branch{i}", _branches[i]);
    }

    public override Tensor forward(Tensor x) => cat(_branches.Select(b => b.call(x)).ToArray(), dim: 1);
}
