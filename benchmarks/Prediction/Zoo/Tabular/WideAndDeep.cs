using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Tabular;

/// <summary>Sick: embeddings drawn a thousandth wide, under a deep net of tanh.</summary>
[Example("wide and deep, embeddings drawn tiny", 64, 5, Vocabulary = 30)]
internal sealed class WideAndDeep : Module<Tensor, Tensor>
{
    private record Column(string Name, int Cardinality, int Width);

    private static readonly Column[] Columns =
    [
        new("city", 30, 8), new("device", 30, 4), new("hour", 30, 6), new("day", 30, 4), new("source", 30, 4),
    ];

    private readonly ModuleDict<Embedding> embeddings = new();
    private readonly ModuleList<Embedding> wide = new();
    private readonly Sequential deep;

    public WideAndDeep(int classes = 3) : base(nameof(WideAndDeep))
    {
        foreach (var column in Columns)
        {
            embeddings.Add(column.Name, Embedding(column.Cardinality, column.Width));
            wide.Add(Embedding(column.Cardinality, classes));
        }

        foreach (var e in embeddings.values().Concat(wide))
            init.normal_(e.weight!, 0, 1e-3);

        deep = Sequential(Linear(Columns.Sum(c => c.Width), 32), Tanh(), Linear(32, 32), Tanh(), Linear(32, classes));
        RegisterComponents();
    }

    public override Tensor forward(Tensor categories)
    {
        var columns = categories.unbind(1);
        var vectors = Columns.Select((c, i) => embeddings[c.Name].call(columns[i])).ToArray();
        var logits = deep.call(cat(vectors, 1));
        for (int i = 0; i < wide.Count; i++)
            logits = logits + wide[i].call(columns[i]);
        return logits;
    }
}
