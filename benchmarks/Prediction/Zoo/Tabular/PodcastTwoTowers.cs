using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Tabular;

internal interface ITower
{
    Tensor Encode(Tensor ids);
}

internal abstract class PodcastTower : Module<Tensor, Tensor>, ITower
{
    private readonly Embedding _table;

    protected PodcastTower(string name, long ids, long width) : base(name)
    {
        _table = Embedding(ids, width);
        init.normal_(_table.weight!, std: 0.1);
    }

    protected abstract Tensor Project(Tensor pooled);

    public Tensor Encode(Tensor ids) => call(ids);

    public sealed override Tensor forward(Tensor ids)
    {
        var vector = Project(_table.call(ids).mean([1]));
        return functional.normalize(vector, p: 2, dim: -1);
    }
}

internal sealed class ListenerTower : PodcastTower
{
    private readonly Linear _wide;
    private readonly Linear _narrow;

    public ListenerTower(long ids) : base(nameof(ListenerTower), ids, 32)
    {
        _wide = Linear(32, 64);
        _narrow = Linear(64, 24);
        RegisterComponents();
    }

    protected override Tensor Project(Tensor pooled) => _narrow.call(functional.leaky_relu(_wide.call(pooled), 0.01));
}

internal sealed class EpisodeTower : PodcastTower
{
    private readonly Linear _only;

    public EpisodeTower(long ids) : base(nameof(EpisodeTower), ids, 32)
    {
        _only = Linear(32, 24);
        RegisterComponents();
    }

    protected override Tensor Project(Tensor pooled) => _only.call(pooled);
}

[Example("two towers of one abstract base, cosine in the batch by a temperature that is learnt", 32, 12, Vocabulary = 200, IsSeen = true)]
public sealed class PodcastTwoTowers : Module<Tensor, Tensor>
{
    private const int HistoryLength = 8;

    private readonly ListenerTower _listener = new(200);
    private readonly EpisodeTower _episode = new(200);
    private readonly Parameter _logTemperature = Parameter(tensor((float)Math.Log(1 / 0.07)));

    public PodcastTwoTowers()
        : base(nameof(PodcastTwoTowers))
    {
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids)
    {
        var listeners = _listener.Encode(ids.narrow(1, 0, HistoryLength));
        var episodes = _episode.Encode(ids.narrow(1, HistoryLength, ids.shape[1] - HistoryLength));
        return _logTemperature.exp() * listeners.matmul(episodes.t());
    }
}
