// The classic: many sigmoids, nothing around them.
class DeepSigmoid : Module<Tensor, Tensor>
{
    private readonly Sequential body;
    private readonly Linear head = Linear(32, 1);

    public DeepSigmoid()
        : base("deep")
    {
        var layers = new List<Module<Tensor, Tensor>> { Linear(2, 32), Sigmoid() }; // expect GG0101 warning
        for (var i = 0; i < 9; i++)
        {
            layers.Add(Linear(32, 32));
            layers.Add(Sigmoid());
        }

        body = Sequential(layers);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => head.call(body.call(x));
}

static class Training
{
    public static void Run(DeepSigmoid model, Tensor x, Tensor y)
    {
        var optimizer = torch.optim.SGD(model.parameters(), 0.1);
        for (var step = 0; step < 1000; step++)
        {
            optimizer.zero_grad();
            var loss = functional.mse_loss(model.call(x), y);
            loss.backward();
            optimizer.step(); // expect GG0401 info
        }
    }
}
