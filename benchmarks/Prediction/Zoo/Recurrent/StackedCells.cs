using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("Two GRUCells one upon the other over embedded tokens, sequence first", 16, 8, Vocabulary = 40, IsSeen = true)]
public sealed class StackedCells : Module<Tensor, Tensor>
{
    private readonly Embedding embed = Embedding(40, 12);
    private readonly GRUCell lower = GRUCell(12, 20);
    private readonly GRUCell upper = GRUCell(20, 20);
    private readonly Linear head = Linear(20, 4);

    public StackedCells()
        : base("stacked") => RegisterComponents();

    public override Tensor forward(Tensor tokens)
    {
        var steps = embed.call(tokens).transpose(0, 1);
        var below = zeros(tokens.shape[0], 20);
        var above = zeros(tokens.shape[0], 20);
        for (var t = 0; t < steps.shape[0]; t++)
        {
            below = lower.call(steps[t], below);
            above = upper.call(below, above);
        }

        return head.call(above);
    }
}
