using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Tabular;

/// <summary>One twin reads both halves of the input.</summary>
[Example("Siamese pair in one input", 32, 48, Objective = Objective.YesOrNo)]
internal sealed class SiamesePair : Module<Tensor, Tensor>
{
    private readonly Sequential twin = Sequential(Linear(24, 32), BatchNorm1d(32), ReLU(), Linear(32, 16));
    private readonly Linear judge = Linear(32, 1);

    public SiamesePair() : base("siamese") => RegisterComponents();

    private (Tensor Left, Tensor Right) Embed(Tensor pair)
    {
        var halves = pair.split(24, 1);
        return (twin.call(halves[0]), twin.call(halves[1]));
    }

    public override Tensor forward(Tensor pair)
    {
        var (a, b) = Embed(pair);
        return judge.call(cat([abs(a - b), a * b], 1));
    }
}
