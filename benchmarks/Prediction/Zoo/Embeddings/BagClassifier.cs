using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Embeddings;

[Example("EmbeddingBag, the mean of a text's words", 64, 10, Vocabulary = 150, IsSeen = true)]
public sealed class BagClassifier : Module<Tensor, Tensor>
{
    private readonly EmbeddingBag bag = EmbeddingBag(150, 32);
    private readonly Linear hidden = Linear(32, 32);
    private readonly Linear classify = Linear(32, 4);

    public BagClassifier()
        : base("bag")
    {
        init.uniform_(bag.weight!, -0.5, 0.5);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => classify.call(hidden.call(bag.call(x)).relu());
}
