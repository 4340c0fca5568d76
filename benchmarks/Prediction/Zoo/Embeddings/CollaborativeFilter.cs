using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Embeddings;

[Example("Two embeddings concatenated, widths of the layers from a params array", 128, 2, Vocabulary = 50, Objective = Objective.YesOrNo, IsSeen = true)]
public sealed class CollaborativeFilter : Module<Tensor, Tensor>
{
    private readonly Embedding user = Embedding(50, 16), item = Embedding(50, 16);
    private readonly Sequential mlp;

    public CollaborativeFilter()
        : base("filter")
    {
        mlp = Build(32, 32, 16);
        RegisterComponents();
    }

    public override Tensor forward(Tensor pairs) =>
        mlp.call(cat([user.call(pairs.select(1, 0)), item.call(pairs.select(1, 1))], 1));

    private static Sequential Build(int inputs, params int[] widths)
    {
        var layers = new List<(string, Module<Tensor, Tensor>)>();
        foreach (var width in widths)
        {
            layers.Add(($"linear{layers.Count}", Linear(inputs, width)));
            layers.Add(($"relu{layers.Count}", ReLU()));
            inputs = width;
        }

        layers.Add(("out", Linear(inputs, 1)));
        return Sequential(layers);
    }
}
