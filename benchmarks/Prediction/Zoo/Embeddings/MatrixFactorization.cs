using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Embeddings;

[Example("Dot product of two embeddings plus a bias of each", 128, 2, Vocabulary = 40, Objective = Objective.Regression, IsSeen = true)]
public sealed class MatrixFactorization : Module<Tensor, Tensor>
{
    private readonly Embedding users, items, userBias, itemBias;

    public MatrixFactorization(int factors = 16)
        : base("factors")
    {
        users = Embedding(40, factors);
        items = Embedding(40, factors);
        userBias = Embedding(40, 1);
        itemBias = Embedding(40, 1);
        foreach (var table in new[] { users, items })
            init.normal_(table.weight!, std: 0.1);

        init.zeros_(userBias.weight!);
        init.zeros_(itemBias.weight!);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var user = x[TensorIndex.Colon, 0];
        var item = x[TensorIndex.Colon, 1];
        var product = (users.call(user) * items.call(item)).sum(1);
        return product + userBias.call(user).squeeze(1) + itemBias.call(item).squeeze(1);
    }
}
