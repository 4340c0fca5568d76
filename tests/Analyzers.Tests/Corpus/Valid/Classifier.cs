// A small image classifier, initialised for its activations and trained with clipping.
class LeNet : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1 = Conv2d(1, 32, 3);
    private readonly Conv2d conv2 = Conv2d(32, 64, 3);
    private readonly Linear fc1 = Linear(9216, 128);
    private readonly Linear fc2 = Linear(128, 10);
    private readonly MaxPool2d pool1 = MaxPool2d(kernel_size: (2, 2));
    private readonly Dropout dropout1 = Dropout(0.25);
    private readonly Dropout dropout2 = Dropout(0.5);
    private readonly Flatten flatten = Flatten();
    private readonly ReLU relu1 = ReLU();
    private readonly ReLU relu2 = ReLU();
    private readonly ReLU relu3 = ReLU();
    private readonly LogSoftmax logsm = LogSoftmax(1);

    public LeNet(string name, torch.Device? device = null)
        : base(name)
    {
        RegisterComponents();
        if (device is not null && device.type == DeviceType.CUDA)
            this.to(device);
    }

    public override Tensor forward(Tensor input)
    {
        var l11 = conv1.forward(input);
        var l12 = relu1.forward(l11);
        var l21 = conv2.forward(l12);
        var l22 = relu2.forward(l21);
        var l23 = pool1.forward(l22);
        var l24 = dropout1.forward(l23);
        var x = flatten.forward(l24);
        var l31 = fc1.forward(x);
        var l32 = relu3.forward(l31);
        var l33 = dropout2.forward(l32);
        var l41 = fc2.forward(l33);
        return logsm.forward(l41);
    }
}

static class Training
{
    public static void Run(LeNet model, IEnumerable<(Tensor Image, Tensor Label)> batches, int epochs)
    {
        var optimizer = torch.optim.Adam(model.parameters(), lr: 1e-3);
        var loss = NLLLoss();
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            model.train();
            foreach (var (image, label) in batches)
            {
                using var scope = torch.NewDisposeScope();
                optimizer.zero_grad();
                var output = loss.call(model.call(image), label);
                output.backward();
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
                optimizer.step();
            }
        }
    }
}
