using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Transformers;

/// <summary>Sick: no norms and large weights; the stream grows from block to block.</summary>
[Example("transformer without norms, drawn large", 8, 12, Vocabulary = 50)]
internal sealed class NormlessTransformer : Module<Tensor, Tensor>
{
    private readonly Embedding embed;
    private readonly ModuleDict<Module<Tensor, Tensor>> parts;
    private readonly Linear head;
    private readonly int depth;

    public NormlessTransformer(int depth = 4, int dim = 24) : base("normless")
    {
        this.depth = depth;
        embed = Embedding(50, dim);
        parts = new();
        for (int i = 0; i < depth; i++)
        {
            parts.Add($"attention_{i}", new SelfAttention(dim, 2));
            parts.Add($"feed_{i}", Sequential(Linear(dim, 2 * dim), ReLU(), Linear(2 * dim, dim)));
        }

        head = Linear(dim, 50);
        RegisterComponents();
        foreach (var p in parts.parameters().Where(p => p.dim() == 2))
            init.normal_(p, 0, 0.3);
    }

    public override Tensor forward(Tensor ids)
    {
        var x = embed.call(ids);
        for (int i = 0; i < depth; i++)
        {
            x = x + parts[$"attention_{i}"].call(x);
            x = x + parts[$"feed_{i}"].call(x);
        }

        return head.call(x);
    }
}
