using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Codecs;

/// <summary>A VAE whose noise is a buffer drawn once.</summary>
[Example("convolutional VAE with fixed noise", 16, 1, 28, 28, Objective = Objective.Regression)]
internal sealed class FixedNoiseVae : nn.Module<Tensor, Tensor>
{
    private readonly Sequential encode;
    private readonly Linear mu;
    private readonly Linear logvar;
    private readonly Linear expand;
    private readonly Sequential decode;
    private readonly Tensor noise;

    public FixedNoiseVae(int latent = 10) : base(nameof(FixedNoiseVae))
    {
        encode = nn.Sequential(
            nn.Conv2d(1, 16, 4, stride: 2, padding: 1),
            nn.ReLU(),
            nn.Conv2d(16, 32, 4, stride: 2, padding: 1),
            nn.ReLU(),
            nn.Flatten());
        mu = nn.Linear(32 * 7 * 7, latent);
        logvar = nn.Linear(32 * 7 * 7, latent);
        expand = nn.Linear(latent, 32 * 7 * 7);
        decode = nn.Sequential(
            nn.Unflatten(1, [32, 7, 7]),
            nn.ConvTranspose2d(32, 16, 4, stride: 2, padding: 1),
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride: 2, padding: 1));
        noise = torch.randn(latent);
        RegisterComponents();
    }

    private Tensor Reparameterize(Tensor m, Tensor lv)
    {
        var std = torch.exp(0.5 * lv);
        return m + noise * std;
    }

    public override Tensor forward(Tensor x)
    {
        var h = encode.call(x);
        var z = Reparameterize(mu.call(h), logvar.call(h));
        return decode.call(nn.functional.relu(expand.call(z)));
    }
}
