using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Autoencoders;

[Example("Convolutional VAE: reparametrised sample, a vector viewed as a map", 16, 1, 16, 16, Objective = Objective.Regression, IsSeen = true)]
public sealed class ConvVae : Module<Tensor, Tensor>
{
    private readonly Sequential encoder, decoder;
    private readonly Linear mean, logVariance, project;

    public ConvVae(int latent = 8)
        : base("vae")
    {
        encoder = Sequential(Conv2d(1, 8, 3, stride: 2, padding: 1), LeakyReLU(), Conv2d(8, 16, 3, stride: 2, padding: 1), LeakyReLU(), Flatten());
        mean = Linear(16 * 4 * 4, latent);
        logVariance = Linear(16 * 4 * 4, latent);
        project = Linear(latent, 16 * 4 * 4);
        decoder = Sequential(
            ConvTranspose2d(16, 8, 3, stride: 2, padding: 1, output_padding: 1), LeakyReLU(),
            ConvTranspose2d(8, 1, 3, stride: 2, padding: 1, output_padding: 1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var (mu, logVar) = Encode(x);
        return decoder.call(project.call(Sample(mu, logVar)).view(-1, 16, 4, 4));
    }

    private (Tensor Mean, Tensor LogVariance) Encode(Tensor x)
    {
        var h = encoder.call(x);
        return (mean.call(h), logVariance.call(h));
    }

    private static Tensor Sample(Tensor mu, Tensor logVar)
    {
        var deviation = exp(0.5 * logVar);
        return mu + randn_like(deviation) * deviation;
    }
}
