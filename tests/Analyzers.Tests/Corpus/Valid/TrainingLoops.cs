// Training loops that are right, in the shapes that people give them.
class Classifier : Module<Tensor, Tensor>
{
    private readonly Linear hidden = Linear(16, 32);
    private readonly Dropout dropout = Dropout(0.2);
    private readonly Linear head = Linear(32, 4);

    public Classifier()
        : base("classifier") => RegisterComponents();

    public override Tensor forward(Tensor x) => head.call(dropout.call(hidden.call(x).relu()));
}

abstract class TrainerBase
{
    protected readonly Classifier Model = new();
    protected readonly torch.optim.Optimizer Optimizer;

    protected TrainerBase() => Optimizer = torch.optim.AdamW(Model.parameters(), 1e-3);

    public void Fit(IReadOnlyList<(Tensor X, Tensor Y)> batches, int epochs)
    {
        var schedule = torch.optim.lr_scheduler.StepLR(Optimizer, 10);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            Model.train();
            foreach (var (x, y) in batches)
            {
                Optimizer.zero_grad();
                Learn(x, y);
            }

            schedule.step();
            Model.eval();
            using (torch.no_grad())
                Console.WriteLine(Loss(batches[0].X, batches[0].Y).item<float>());
        }
    }

    protected abstract void Learn(Tensor x, Tensor y);

    protected Tensor Loss(Tensor x, Tensor y) => functional.cross_entropy(Model.call(x), y);
}

class ClippingTrainer : TrainerBase
{
    protected override void Learn(Tensor x, Tensor y)
    {
        Loss(x, y).backward();
        Bound(Model);
        Optimizer.step();
    }

    private static void Bound(nn.Module model) => torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
}

static class Accumulation
{
    public static void Run(Classifier model, IReadOnlyList<(Tensor X, Tensor Y)> batches, int every)
    {
        var optimizer = torch.optim.SGD(model.parameters(), 0.1, momentum: 0.9);
        for (var i = 0; i < batches.Count; i++)
        {
            using var scope = torch.NewDisposeScope();
            var loss = functional.cross_entropy(model.call(batches[i].X), batches[i].Y) / every;
            loss.backward();
            if ((i + 1) % every != 0)
                continue;

            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
            optimizer.step();
            optimizer.zero_grad();
        }
    }
}

static class Closures
{
    public static void Run(Classifier model, Tensor x, Tensor y)
    {
        var optimizer = torch.optim.SGD(model.parameters(), 0.1);
        for (var i = 0; i < 20; i++)
            optimizer.step(closure);

        Tensor closure()
        {
            optimizer.zero_grad();
            var loss = functional.cross_entropy(model.call(x), y);
            loss.backward();
            return loss;
        }
    }
}

static class Adversarial
{
    public static void Run(IEnumerable<Tensor> batches)
    {
        var generator = Sequential(Linear(8, 16), ReLU(), Linear(16, 16));
        var critic = Sequential(Linear(16, 16), LeakyReLU(0.2), Linear(16, 1));
        var forGenerator = torch.optim.Adam(generator.parameters(), 1e-4);
        var forCritic = torch.optim.Adam(critic.parameters(), 1e-4);
        foreach (var real in batches)
        {
            forCritic.zero_grad();
            var fake = generator.call(torch.randn(real.shape[0], 8));
            (critic.call(fake.detach()).mean() - critic.call(real).mean()).backward();
            torch.nn.utils.clip_grad_norm_(critic.parameters(), 1.0);
            forCritic.step();

            forGenerator.zero_grad();
            (-critic.call(fake).mean()).backward();
            torch.nn.utils.clip_grad_norm_(generator.parameters(), 1.0);
            forGenerator.step();
        }
    }
}
