// Residual blocks whose skips carry more than they should.
class NormalizedSkip : Module<Tensor, Tensor>
{
    private readonly LayerNorm norm = LayerNorm(32);
    private readonly Sequential branch = Sequential(Linear(32, 64), GELU(), Linear(64, 32));

    public NormalizedSkip()
        : base("normalized") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var skip = norm.call(x); // expect GG0202 warning
        return skip + branch.call(x);
    }
}

class ProjectedSkip : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1, conv2, shortcut;
    private readonly BatchNorm2d norm1, norm2;

    public ProjectedSkip(int channels)
        : base("projected")
    {
        conv1 = Conv2d(channels, channels, 3, padding: 1, bias: false);
        conv2 = Conv2d(channels, channels, 3, padding: 1, bias: false);
        shortcut = Conv2d(channels, channels, 1, bias: false);
        norm1 = BatchNorm2d(channels);
        norm2 = BatchNorm2d(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var y = functional.relu(norm1.call(conv1.call(x)));
        y = norm2.call(conv2.call(y));
        return y + shortcut.call(x); // expect GG0203 info
    }
}

class BareBlocks : Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> up = new(), down = new();

    public BareBlocks()
        : base("bare")
    {
        for (var i = 0; i < 4; i++)
        {
            up.Add(Linear(32, 32));
            down.Add(Linear(32, 32));
        }

        foreach (var layer in up.Concat(down))
            init.kaiming_normal_(layer.weight, nonlinearity: init.NonlinearityType.ReLU);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        for (var i = 0; i < up.Count; i++)
            x = x + down[i].call(functional.relu(up[i].call(x))); // expect GG0204 info
        return x;
    }
}

class PlainPerceptron : Module<Tensor, Tensor> // expect GG0104 info
{
    private readonly Sequential net;

    public PlainPerceptron()
        : base("plain")
    {
        var layers = new List<Module<Tensor, Tensor>>();
        for (var i = 0; i < 24; i++)
        {
            var layer = Linear(64, 64);
            init.kaiming_normal_(layer.weight, nonlinearity: init.NonlinearityType.ReLU);
            layers.Add(layer);
            layers.Add(ReLU());
        }

        layers.Add(Linear(64, 10));
        net = Sequential(layers);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => net.call(x);
}
