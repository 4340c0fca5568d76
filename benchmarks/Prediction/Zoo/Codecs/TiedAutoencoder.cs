using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Codecs;

/// <summary>The decoder reuses the encoder's weights, transposed.</summary>
[Example("autoencoder with tied weights", 32, 50, Objective = Objective.Regression)]
internal sealed class TiedAutoencoder : nn.Module<Tensor, Tensor>
{
    private readonly Linear e1 = nn.Linear(50, 30), e2 = nn.Linear(30, 12);
    private readonly Parameter b1 = nn.Parameter(zeros(30)), b0 = nn.Parameter(zeros(50));

    public TiedAutoencoder() : base(nameof(TiedAutoencoder))
    {
        RegisterComponents();
        foreach (var layer in children().OfType<Linear>())
            nn.init.xavier_uniform_(layer.weight);
    }

    public override Tensor forward(Tensor x)
    {
        var h = nn.functional.silu(e2.call(nn.functional.silu(e1.call(x))));
        h = nn.functional.silu(nn.functional.linear(h, e2.weight!.t(), b1));
        return matmul(h, e1.weight!) + b0;
    }
}
