// Modules that nobody trains, layers that nobody calls, and weights that start wrong.
class ListOfLayers : Module<Tensor, Tensor>
{
    private readonly List<Module<Tensor, Tensor>> layers = new(); // expect GG0601 warning
    private readonly Dictionary<string, Linear> heads; // expect GG0601 warning
    private readonly Linear stem;

    public ListOfLayers(int width, int depth)
        : base("list")
    {
        stem = Linear(16, width);
        for (var i = 0; i < depth; i++)
            layers.Add(Sequential(Linear(width, width), ReLU()));
        heads = new Dictionary<string, Linear> { ["mean"] = Linear(width, 1), ["scale"] = Linear(width, 1) };
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = functional.relu(stem.call(x));
        foreach (var layer in layers)
            x = layer.call(x);
        return torch.cat(new[] { heads["mean"].call(x), heads["scale"].call(x) }, 1);
    }
}

class Regressor : Module<Tensor, Tensor> // expect GG0601 warning
{
    private readonly Linear hidden = Linear(4, 16);
    private readonly Linear output = Linear(16, 1);

    public Regressor()
        : base("regressor")
    {
    }

    public override Tensor forward(Tensor x) => output.call(torch.tanh(hidden.call(x)));
}

class Forgetful : Module<Tensor, Tensor>
{
    private readonly Linear fc1, fc2, fc3;
    private readonly Dropout dropout = Dropout(0.2); // expect GG0606 info
    private readonly LayerNorm norm; // expect GG0601 warning

    public Forgetful()
        : base("forgetful")
    {
        fc1 = Linear(16, 32);
        fc2 = Linear(32, 32); // expect GG0107 info
        fc3 = Linear(32, 4);
        init.ones_(fc1.weight); // expect GG0302 warning
        init.xavier_uniform_(fc2.weight); // expect GG0301 info
        RegisterComponents();
        norm = LayerNorm(16);
    }

    public override Tensor forward(Tensor x) => fc3.call(fc2.call(fc1.call(norm.call(x))).relu());
}

static class Fitting
{
    public static void Run(Tensor x, Tensor y)
    {
        var model = new Regressor();
        var optimizer = optim.SGD(model.parameters(), 0.01);
        for (var i = 0; i < 10; i++)
        {
            optimizer.zero_grad();
            functional.mse_loss(model.call(x), y).backward();
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
            optimizer.step();
        }
    }
}
