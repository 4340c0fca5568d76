using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Codecs;

/// <summary>Mirror-image layers made from one array of widths.</summary>
[Example("symmetric autoencoder", 32, 64, Objective = Objective.Regression)]
internal class HourglassAutoencoder : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> encoder;
    private readonly nn.Module<Tensor, Tensor> decoder;

    public HourglassAutoencoder(int[]? widths = null) : base(nameof(HourglassAutoencoder))
    {
        if (widths is null or { Length: 0 })
            widths = [64, 48, 32, 16, 8];
        encoder = Chain(widths);
        decoder = Chain(widths.Reverse().ToArray());
        RegisterComponents();
    }

    private static nn.Module<Tensor, Tensor> Chain(IReadOnlyList<int> sizes)
    {
        var modules = new List<(string, nn.Module<Tensor, Tensor>)>();
        for (int i = 0; i + 1 < sizes.Count; i++)
        {
            modules.Add(($"fc{i}", nn.Linear(sizes[i], sizes[i + 1])));
            if (i + 2 < sizes.Count)
                modules.Add(($"elu{i}", nn.ELU()));
        }

        return nn.Sequential(modules);
    }

    public override Tensor forward(Tensor input) => decoder.call(encoder.call(input));
}
