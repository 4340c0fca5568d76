// Depth that the default initialisation does not carry, and residual branches that start too strong.
class PlainReLU : Module<Tensor, Tensor> // expect GG0102 warning
{
    private readonly ModuleList<Linear> layers = new();

    public PlainReLU()
        : base("plain")
    {
        for (var i = 0; i < 20; i++)
            layers.Add(Linear(64, 64));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        for (var i = 0; i < layers.Count - 1; i++)
            x = functional.relu(layers[i].call(x));
        return layers[layers.Count - 1].call(x);
    }
}

class StrongBranch : Module<Tensor, Tensor>
{
    private readonly Linear up, down;

    public StrongBranch(int width)
        : base("branch")
    {
        up = Linear(width, width);
        down = Linear(width, width);
        foreach (var layer in new[] { up, down })
            init.kaiming_normal_(layer.weight, nonlinearity: init.NonlinearityType.ReLU);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => x + down.call(up.call(x).relu());
}

class StrongResNet : Module<Tensor, Tensor> // expect GG0103 warning
{
    private readonly Sequential blocks = Sequential(Enumerable.Range(0, 24).Select(_ => new StrongBranch(64))); // expect GG0204 warning
    private readonly Linear head = Linear(64, 10);

    public StrongResNet()
        : base("resnet") => RegisterComponents();

    public override Tensor forward(Tensor x) => head.call(blocks.call(x));
}
