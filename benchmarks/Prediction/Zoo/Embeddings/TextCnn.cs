using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Embeddings;

[Example("Text CNN: kernels as wide as the embedding, largest over time", 32, 30, Vocabulary = 400, IsSeen = true)]
public class TextCnn : Module<Tensor, Tensor>
{
    private readonly Embedding embedding;
    private readonly ModuleList<Conv2d> convs;
    private readonly Dropout dropout;
    private readonly Linear fc;

    public TextCnn(int vocab = 400, int dim = 64, int filters = 50, int[]? sizes = null) : base("textcnn")
    {
        sizes ??= [3, 4, 5];
        embedding = Embedding(vocab, dim);
        convs = new ModuleList<Conv2d>(sizes.Select(k => Conv2d(1, filters, (k, dim))).ToArray());
        dropout = Dropout(0.5);
        fc = Linear(sizes.Length * filters, 6);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = embedding.call(x).unsqueeze(1);
        var pooled = convs.Select(c => F.relu(c.call(x)).squeeze(3)).Select(y => F.max_pool1d(y, y.shape[2]).squeeze(2)).ToList();
        return fc.call(dropout.call(cat(pooled, 1)));
    }
}
