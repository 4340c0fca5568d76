// ResNet v1: the activation stands after the addition.
class BasicBlock : Module<Tensor, Tensor>
{
    private readonly Sequential branch;
    private readonly Sequential? projection;

    public BasicBlock(int from, int to, int stride)
        : base("block")
    {
        branch = Sequential(
            Conv2d(from, to, 3, stride, padding: 1, bias: false), BatchNorm2d(to), ReLU(),
            Conv2d(to, to, 3, padding: 1, bias: false), BatchNorm2d(to));
        if (stride > 1)
            projection = Sequential(Conv2d(from, to, 1, stride, bias: false), BatchNorm2d(to));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var skip = projection?.call(x) ?? x;
        var y = branch.call(x) + skip;
        return functional.relu(y); // expect GG0201 info
    }
}

class SmallResNet : Module<Tensor, Tensor>
{
    private readonly Sequential net;

    public SmallResNet()
        : base("resnet")
    {
        net = Sequential(
            Conv2d(3, 16, 3, padding: 1), BatchNorm2d(16), ReLU(),
            new BasicBlock(16, 16, 1), new BasicBlock(16, 32, 2), new BasicBlock(32, 64, 2),
            AdaptiveAvgPool2d(1), Flatten(), Linear(64, 10));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => net.call(x);
}

class SigmoidBlock : Module<Tensor, Tensor>
{
    private readonly Linear fc = Linear(64, 64);

    public SigmoidBlock()
        : base("block") => RegisterComponents();

    public override Tensor forward(Tensor x) => torch.sigmoid(x + fc.call(x)); // expect GG0201 warning
}
