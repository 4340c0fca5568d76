using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

[Example("6 × Linear + Hardtanh, classes chosen by log_softmax and NLL", 64, 24, Objective = Objective.LogLikelihood)]
public class HardtanhPolicy : Module<Tensor, Tensor>
{
    // In place, since TorchSharp 0.107 otherwise hands back its input as it was.
    private readonly Sequential trunk = Sequential(
        Linear(24, 64), Hardtanh(inplace: true),
        Linear(64, 64), Hardtanh(inplace: true),
        Linear(64, 64), Hardtanh(inplace: true),
        Linear(64, 64), Hardtanh(inplace: true),
        Linear(64, 64), Hardtanh(inplace: true));
    private readonly Linear actions = Linear(64, 4);

    public HardtanhPolicy() : base("policy")
    {
        RegisterComponents();
    }

    public override Tensor forward(Tensor state)
    {
        using var features = trunk.call(state);
        using var logits = actions.call(features);
        return functional.log_softmax(logits, -1);
    }
}
