// Training loops that go wrong without an error.
class Regressor : Module<Tensor, Tensor>
{
    private readonly Linear hidden = Linear(16, 32);
    private readonly BatchNorm1d norm = BatchNorm1d(32);
    private readonly Linear head = Linear(32, 1);

    public Regressor()
        : base("regressor") => RegisterComponents();

    public override Tensor forward(Tensor x) => head.call(norm.call(hidden.call(x)).relu());
}

class RegressorTraining
{
    private readonly Regressor model = new();
    private readonly torch.optim.Optimizer optimizer;

    public RegressorTraining() => optimizer = torch.optim.SGD(model.parameters(), 0.01);

    public void NeverZeroed(IEnumerable<(Tensor X, Tensor Y)> batches)
    {
        foreach (var (x, y) in batches)
        {
            functional.mse_loss(model.call(x), y).backward();
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
            optimizer.step(); // expect GG0405 warning
        }
    }

    public void ClippedTooEarly(IEnumerable<(Tensor X, Tensor Y)> batches)
    {
        foreach (var (x, y) in batches)
        {
            optimizer.zero_grad();
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0); // expect GG0402 warning
            functional.mse_loss(model.call(x), y).backward();
            optimizer.step();
        }
    }

    public void ZeroedTooLate(IEnumerable<(Tensor X, Tensor Y)> batches)
    {
        foreach (var (x, y) in batches)
        {
            functional.mse_loss(model.call(x), y).backward();
            optimizer.zero_grad();
            optimizer.step(); // expect GG0406 warning
        }
    }

    public void ValidatedWithoutReturn(IReadOnlyList<(Tensor X, Tensor Y)> batches, int epochs)
    {
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            foreach (var (x, y) in batches)
                Learn(x, y);
            Validate(batches[0].X);
        }
    }

    private void Learn(Tensor x, Tensor y)
    {
        optimizer.zero_grad();
        functional.mse_loss(model.call(x), y).backward();
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
        optimizer.step();
    }

    private void Validate(Tensor x)
    {
        model.eval(); // expect GG0605 warning
        using (torch.no_grad())
            Console.WriteLine(model.call(x).mean().item<float>());
    }
}
