// The same families with one fault each.

class Answer : Module<Tensor, Tensor>
{
    private readonly Linear hidden = Linear(8, 32), output = Linear(32, 3);
    private readonly Dropout dropout = Dropout(0.1);

    public Answer() : base("answer") { RegisterComponents(); }

    public override Tensor forward(Tensor x) => output.call(dropout.call(hidden.call(x).relu()));
}

class Distillation
{
    public static void Fit(List<Tensor> batches)
    {
        var teacher = new Answer();
        var student = new Answer();
        var optimizer = optim.Adam(teacher.parameters(), 1e-3);
        foreach (var x in batches)
        {
            Tensor wanted;
            using (no_grad())
                wanted = teacher.call(x);
            optimizer.zero_grad();
            functional.mse_loss(student.call(x), wanted).backward();
            nn.utils.clip_grad_norm_(student.parameters(), 1);       // expect GG0402 warning
            optimizer.step();       // expect GG0603 warning
        }
    }
}

interface IEpochEnd
{
    void After(Fitting fitting);
}

class Validation(List<Tensor> batches) : IEpochEnd
{
    public void After(Fitting fitting)
    {
        fitting.Model.eval();       // expect GG0605 warning
        using var off = no_grad();
        foreach (var x in batches)
            Console.WriteLine(fitting.Model.call(x).mean().item<float>());
    }
}

class Fitting(List<IEpochEnd> watchers)
{
    private optim.Optimizer? optimizer;

    public Answer Model { get; } = new();

    public void Run(List<(Tensor X, Tensor Y)> batches, int epochs)
    {
        optimizer = optim.Adam(Model.parameters(), 1e-3);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            foreach (var (x, y) in batches)
            {
                optimizer.zero_grad();
                functional.cross_entropy(Probabilities(x), y).backward();       // expect GG0501 warning
                nn.utils.clip_grad_norm_(Model.parameters(), 1);
                optimizer.step();
            }

            foreach (var watcher in watchers)
                watcher.After(this);
        }
    }

    private Tensor Probabilities(Tensor x) => functional.softmax(Model.call(x), 1);
}

abstract class Routine
{
    protected abstract optim.Optimizer Optimizer { get; }

    protected abstract Tensor ComputeLoss(Tensor x);

    public void Fit(List<Tensor> batches)
    {
        foreach (var x in batches)
        {
            Optimizer.zero_grad();
            Console.WriteLine(ComputeLoss(x).item<float>());
            Optimizer.step();       // expect GG0406 warning
        }
    }
}

class Reconstruction : Routine
{
    private readonly Sequential model = Sequential(Linear(8, 2), ReLU(), Linear(2, 8));

    public Reconstruction() => Optimizer = optim.Adam(model.parameters(), 1e-3);

    protected override optim.Optimizer Optimizer { get; }

    protected override Tensor ComputeLoss(Tensor x) => functional.mse_loss(model.call(x), x);
}
