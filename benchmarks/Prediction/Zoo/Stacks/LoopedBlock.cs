using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Stacks;

/// <summary>Sick: one block of small gain, gone through twelve times.</summary>
[Example("one shared block, repeated", 32, 12)]
internal sealed class LoopedBlock : nn.Module<Tensor, Tensor>
{
    private readonly Linear into, shared, out_of;
    private const int Repeats = 12;

    public LoopedBlock() : base(nameof(LoopedBlock))
    {
        into = nn.Linear(12, 36);
        shared = nn.Linear(36, 36);
        out_of = nn.Linear(36, 3);
        nn.init.orthogonal_(shared.weight, gain: 0.5);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var h = into.call(x);
        var i = 0;
        do
        {
            h = tanh(shared.call(h));
        }
        while (++i < Repeats);
        return out_of.call(h);
    }
}
