using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Codecs;

/// <summary>Heads joined in one layer and cut with chunk.</summary>
[Example("dense VAE, one head for mean and spread", 32, 40, Objective = Objective.Regression)]
internal sealed class ChunkedVae(int inputs = 40, int hidden = 64, int latent = 6) : CodecBase<ChunkedVae.Code>(inputs, hidden)
{
    internal readonly record struct Code(Tensor Mean, Tensor Spread);

    private readonly Linear head = nn.Linear(hidden, 2 * latent);
    private readonly Linear back = nn.Linear(latent, hidden);

    protected override Code Encode(Tensor features)
    {
        var parts = head.call(features).chunk(2, dim: -1);
        return new(parts[0], nn.functional.softplus(parts[1]));
    }

    protected override Tensor Decode(Code code)
    {
        // deterministic: one standard deviation above the mean
        return back.call(code.Mean + code.Spread).tanh();
    }
}

internal abstract class CodecBase<TCode> : nn.Module<Tensor, Tensor>
{
    private readonly Linear first;
    private readonly Linear last;

    protected CodecBase(int inputs, int hidden) : base(typeof(TCode).Name)
    {
        first = nn.Linear(inputs, hidden);
        last = nn.Linear(hidden, inputs);
        RegisterComponents();
    }

    protected abstract TCode Encode(Tensor features);

    protected abstract Tensor Decode(TCode code);

    public override Tensor forward(Tensor x) => last.call(Decode(Encode(first.call(x).tanh())));
}
