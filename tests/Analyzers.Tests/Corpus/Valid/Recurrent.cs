// A gated recurrent network whose loop clips.
class TextClassifier : Module<Tensor, Tensor>
{
    private readonly Embedding embedding;
    private readonly LSTM lstm;
    private readonly Linear head;

    public TextClassifier(long vocabulary, long width, long classes)
        : base("classifier")
    {
        embedding = Embedding(vocabulary, width);
        lstm = LSTM(width, width, batchFirst: true);
        head = Linear(width, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens)
    {
        var (states, _, _) = lstm.call(embedding.call(tokens));
        return head.call(states.select(1, -1));
    }
}

class Trainer
{
    private readonly TextClassifier model = new(10_000, 128, 4);
    private readonly torch.optim.Optimizer optimizer;

    public Trainer() => optimizer = torch.optim.AdamW(model.parameters());

    public float Step(Tensor tokens, Tensor labels)
    {
        optimizer.zero_grad();
        using var loss = functional.cross_entropy(model.call(tokens), labels);
        loss.backward();
        Bound();
        optimizer.step();
        return loss.item<float>();
    }

    private void Bound() => torch.nn.utils.clip_grad_norm_(model.parameters(), 0.5);
}
