// Recurrent training without clipping, the step in a method of its own.
class Tagger : Module<Tensor, Tensor>
{
    private readonly GRU gru = GRU(32, 64);
    private readonly Linear head = Linear(64, 5);

    public Tagger()
        : base("tagger") => RegisterComponents();

    public override Tensor forward(Tensor x) => head.call(gru.call(x, torch.zeros(1, 8, 64)).Item1);
}

class TaggerTraining
{
    private readonly Tagger tagger = new();
    private readonly torch.optim.Optimizer adam;

    public TaggerTraining() => adam = torch.optim.Adam(tagger.parameters());

    public void Learn(Tensor x, Tensor y)
    {
        adam.zero_grad();
        Backward(x, y);
        adam.step(); // expect GG0401 warning
    }

    private void Backward(Tensor x, Tensor y) => functional.mse_loss(tagger.call(x), y).backward();
}
