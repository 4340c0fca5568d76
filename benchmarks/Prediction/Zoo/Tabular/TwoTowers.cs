using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Tabular;

/// <summary>User and item as two columns of ids; the score is a product.</summary>
[Example("two towers over ids", 64, 2, Vocabulary = 120, Objective = Objective.Regression)]
internal sealed class TwoTowers : Module<Tensor, Tensor>
{
    private sealed class Tower(long ids, long width) : Module<Tensor, Tensor>("tower")
    {
        private readonly Embedding table = Embedding(ids, width);
        private readonly Sequential deep = Sequential(Linear(width, 2 * width), ReLU(), Linear(2 * width, width));

        public override Tensor forward(Tensor id) => deep.call(table.call(id));
    }

    private readonly Tower user, item;
    private readonly Parameter bias;

    public TwoTowers(long users = 120, long items = 120, long width = 16) : base("two towers")
    {
        user = new(users, width);
        item = new(items, width);
        bias = Parameter(zeros(1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids)
    {
        var u = user.call(ids.select(1, 0));
        var v = item.call(ids.select(1, 1));
        return (u * v).sum(dim: 1, keepdim: true) + bias;
    }
}
