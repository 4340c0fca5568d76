// Every way of registering, using and initialising that is fine.
class FeedForward : Module<Tensor, Tensor>
{
    private readonly Linear up, down;
    private readonly Dropout dropout;

    public FeedForward(int width, double rate = 0.1)
        : base("feed_forward")
    {
        up = Linear(width, 4 * width);
        down = Linear(4 * width, width);
        dropout = Dropout(rate);
        init.xavier_uniform_(up.weight);
        init.zeros_(down.weight);
        init.zeros_(down.bias!);
    }

    public override Tensor forward(Tensor x) => dropout.call(down.call(functional.gelu(up.call(x))));
}

class Mixer : Module<Tensor, Tensor>
{
    private readonly ModuleList<FeedForward> blocks = new();
    private readonly ModuleList<LayerNorm> norms = new();
    private readonly List<Linear> sides = new();
    private readonly Module<Tensor, Tensor>[] activations = { ReLU(), GELU() };
    private readonly Linear head;

    public Mixer(int depth)
        : base("mixer")
    {
        for (var i = 0; i < depth; i++)
        {
            blocks.Add(new FeedForward(64));
            norms.Add(LayerNorm(64));
        }

        for (var i = 0; i < 2; i++)
        {
            var side = Linear(64, 64);
            sides.Add(side);
            register_module($"side{i}", side);
        }

        head = Linear(64, 10);
        init.zeros_(head.weight);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        for (var i = 0; i < blocks.Count; i++)
            x = x + blocks[i].call(norms[i].call(x));
        var gate = torch.sigmoid(sides[0].call(x));
        return head.call(activations[0].call(gate * sides[1].call(x)));
    }
}

class LowRank : Module<Tensor, Tensor>
{
    private readonly Linear full, down, up;

    public LowRank(int width, int rank)
        : base("low_rank")
    {
        full = Linear(width, width);
        down = Linear(width, rank, hasBias: false);
        up = Linear(rank, width, hasBias: false);
        init.kaiming_uniform_(down.weight, a: Math.Sqrt(5));
        init.zeros_(up.weight);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => full.call(x) + 2.0 * up.call(down.call(x));
}

class Coder : Module<Tensor, Tensor>
{
    private readonly Sequential encoder, decoder;

    public Coder()
        : base("coder")
    {
        encoder = Sequential(Linear(64, 32), ReLU(), Linear(32, 4));
        decoder = Sequential(Linear(4, 32), ReLU(), Linear(32, 64));
        RegisterComponents();
    }

    public Tensor encode(Tensor x) => encoder.call(x);

    public Tensor decode(Tensor code) => decoder.call(code);

    public override Tensor forward(Tensor x) => decode(encode(x));
}
