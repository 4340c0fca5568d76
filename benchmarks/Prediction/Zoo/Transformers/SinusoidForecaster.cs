using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Transformers;

/// <summary>The library's whole encoder, with sines for places.</summary>
[Example("TransformerEncoder with sinusoidal places", 16, 15, 8, Objective = Objective.Regression)]
internal sealed class SinusoidForecaster : Module<Tensor, Tensor>
{
    private readonly Linear input;
    private readonly TransformerEncoder encoder;
    private readonly Linear output;
    private readonly Tensor pe;

    public SinusoidForecaster(long d_model = 32, long nhead = 4, long layers = 3, double dropout = 0.1) : base(nameof(SinusoidForecaster))
    {
        input = Linear(8, d_model);
        encoder = TransformerEncoder(TransformerEncoderLayer(d_model, nhead, dim_feedforward: 64, dropout: dropout), layers);
        output = Linear(d_model, 2);
        pe = Sinusoids(15, d_model);
        RegisterComponents();
    }

    private static Tensor Sinusoids(long length, long d)
    {
        var position = arange(length).to(ScalarType.Float32).unsqueeze(1);
        var div_term = (arange(0, d, 2).to(ScalarType.Float32) * (-Math.Log(10000.0) / d)).exp();
        var angles = position * div_term;
        return cat([angles.sin(), angles.cos()], 1).unsqueeze(1);
    }

    public override Tensor forward(Tensor series)
    {
        var x = input.call(series).permute(1, 0, 2) + pe;
        x = encoder.call(x);
        return output.call(x[-1]);
    }
}
