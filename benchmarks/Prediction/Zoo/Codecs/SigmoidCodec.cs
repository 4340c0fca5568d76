using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Codecs;

/// <summary>Sick: sigmoids all the way, as in 1995.</summary>
[Example("stacked sigmoid autoencoder", 32, 32, Objective = Objective.Regression)]
internal sealed class SigmoidCodec : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> layers;

    public SigmoidCodec() : base(nameof(SigmoidCodec))
    {
        int[] dims = [32, 24, 16, 12, 8, 12, 16, 24, 32];
        layers = new ModuleList<Linear>(dims.Zip(dims.Skip(1), (a, b) => nn.Linear(a, b)).ToArray());
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        for (var i = 0; i < layers.Count; i++)
        {
            x = layers[i].call(x);
            if (i != layers.Count - 1)
                x = torch.sigmoid(x);
        }

        return x;
    }
}
