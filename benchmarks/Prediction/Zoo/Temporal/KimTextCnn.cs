using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Temporal;

/// <summary>Kim's: several widths of filter over word vectors, largest over time.</summary>
[Example("text CNN", 32, 24, Vocabulary = 200)]
internal sealed class KimTextCnn : Module<Tensor, Tensor>
{
    private readonly Embedding embedding;
    private readonly ModuleList<Conv2d> convs;
    private readonly Dropout dropout;
    private readonly Linear fc;

    public KimTextCnn(long vocab = 200, long dim = 32, long filters = 20, long[]? sizes = null, long classes = 3) : base("KimTextCnn")
    {
        sizes ??= [2, 3, 4];
        embedding = Embedding(vocab, dim);
        convs = ModuleList(sizes.Select(k => Conv2d(1, filters, (k, dim))).ToArray());
        dropout = Dropout(0.5);
        fc = Linear(sizes.Length * filters, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor text)
    {
        var embedded = embedding.call(text).unsqueeze(1);
        var conved = convs.Select(c => F.relu(c.call(embedded)).squeeze(3));
        var pooled = conved.Select(c => F.max_pool1d(c, c.shape[2]).squeeze(2)).ToList();
        return fc.call(dropout.call(cat(pooled, dim: 1)));
    }
}
