// Residual blocks with the identity on the skip.
class PreActivationBlock : Module<Tensor, Tensor>
{
    private readonly BatchNorm2d norm1, norm2;
    private readonly Conv2d conv1, conv2;
    private readonly Module<Tensor, Tensor>? shortcut;

    public PreActivationBlock(long from, long to, long stride = 1)
        : base("block")
    {
        norm1 = BatchNorm2d(from);
        conv1 = Conv2d(from, to, 3, stride: stride, padding: 1, bias: false);
        norm2 = BatchNorm2d(to);
        conv2 = Conv2d(to, to, 3, padding: 1, bias: false);
        if (stride != 1 || from != to)
            shortcut = Conv2d(from, to, 1, stride: stride, bias: false);

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var h = functional.relu(norm1.call(x));
        var skip = shortcut is null ? x : shortcut.call(h);
        h = conv1.call(h);
        h = conv2.call(functional.relu(norm2.call(h)));
        return h + skip;
    }
}

class PreActivationResNet : Module<Tensor, Tensor>
{
    private readonly Conv2d stem = Conv2d(3, 16, 3, padding: 1, bias: false);
    private readonly Sequential stages;
    private readonly BatchNorm2d norm = BatchNorm2d(64);
    private readonly Linear head = Linear(64, 10);

    public PreActivationResNet(int blocks = 3)
        : base("resnet")
    {
        var layers = new List<Module<Tensor, Tensor>>();
        var from = 16L;
        foreach (var (width, first) in new[] { (16L, 1L), (32L, 2L), (64L, 2L) })
            for (var i = 0; i < blocks; i++)
            {
                layers.Add(new PreActivationBlock(from, width, i == 0 ? first : 1));
                from = width;
            }

        stages = Sequential(layers);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = stages.call(stem.call(x));
        x = functional.relu(norm.call(x));
        x = functional.adaptive_avg_pool2d(x, new long[] { 1, 1 });
        return head.call(x.flatten(1));
    }
}
