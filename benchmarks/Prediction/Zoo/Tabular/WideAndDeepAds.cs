using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Tabular;

[Example("wide & deep: one embedding table per categorical column, a wide sum of scalar embeddings, MLP with batch norm", 32, 8, Vocabulary = 40, Objective = Objective.YesOrNo, IsSeen = true)]
public class WideAndDeepAds : Module<Tensor, Tensor>
{
    private readonly ModuleList<Embedding> wide = new();
    private readonly ModuleList<Embedding> deep = new();
    private readonly Parameter bias;
    private readonly Sequential mlp;
    private readonly Dropout embeddingDropout;

    public WideAndDeepAds() : base("wide_deep")
    {
        int[] cardinalities = Enumerable.Repeat(40, 8).ToArray();
        var width = 0;
        foreach (var n in cardinalities)
        {
            var dim = Math.Min(50, (n + 1) / 2);
            wide.Add(Embedding(n, 1));
            deep.Add(Embedding(n, dim));
            width += dim;
        }

        bias = Parameter(torch.zeros(1));
        embeddingDropout = Dropout(0.1);
        mlp = Mlp(width, [64, 32], 1);
        RegisterComponents();

        foreach (var table in wide)
            init.zeros_(table.weight);
        foreach (var table in deep)
            init.normal_(table.weight, std: 0.05);
    }

    private static Sequential Mlp(int inputs, int[] hidden, int outputs)
    {
        var layers = new List<(string, Module<Tensor, Tensor>)>();
        foreach (var (h, i) in hidden.Select((h, i) => (h, i)))
        {
            layers.Add(($"fc{i}", Linear(inputs, h)));
            layers.Add(($"bn{i}", BatchNorm1d(h)));
            layers.Add(($"act{i}", ReLU()));
            layers.Add(($"drop{i}", Dropout(0.2)));
            inputs = h;
        }

        layers.Add(("out", Linear(inputs, outputs)));
        return Sequential(layers);
    }

    public override Tensor forward(Tensor x)
    {
        var columns = x.unbind(1);
        Tensor? linear = null;
        for (var i = 0; i < columns.Length; i++)
        {
            var w = wide[i].call(columns[i]);
            linear = linear is null ? w : linear + w;
        }

        var embedded = cat(columns.Select((c, i) => deep[i].call(c)).ToArray(), dim: 1);
        var d = mlp.call(embeddingDropout.call(embedded));
        return (linear! + d + bias).squeeze(1);
    }
}
