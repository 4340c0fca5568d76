using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Gated;

[Example("Highway layers written x + g · (h - x), in arrays registered by name", 64, 24, IsSeen = true)]
public sealed class LerpHighway : Module<Tensor, Tensor>
{
    private readonly Linear[] candidates;
    private readonly Linear[] gates;
    private readonly Linear head = Linear(24, 3);

    public LerpHighway()
        : base("lerp")
    {
        candidates = [.. Enumerable.Range(0, 5).Select(_ => Linear(24, 24))];
        gates = [.. Enumerable.Range(0, 5).Select(_ => Linear(24, 24))];
        for (var i = 0; i < candidates.Length; i++)
        {
            register_module($"candidate{i}", candidates[i]);
            register_module($"gate{i}", gates[i]);
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        for (var i = 0; i < candidates.Length; i++)
        {
            var gate = gates[i].call(x).sigmoid();
            x = x + gate * (tanh(candidates[i].call(x)) - x);
        }

        return head.call(x);
    }
}
