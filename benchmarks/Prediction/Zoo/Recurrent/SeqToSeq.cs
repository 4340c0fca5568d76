using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("GRU encoder whose last state starts a GRU decoder", 16, 10, 6, Objective = Objective.Regression, IsSeen = true)]
public sealed class SeqToSeq : Module<Tensor, Tensor>
{
    private readonly GRU encoder = GRU(6, 24, batchFirst: true);
    private readonly GRU decoder = GRU(6, 24, batchFirst: true);
    private readonly Linear output = Linear(24, 6);

    public SeqToSeq()
        : base("seq2seq") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var (_, state) = encoder.call(x);
        var (decoded, _) = decoder.call(x, state);
        return output.call(decoded);
    }
}
