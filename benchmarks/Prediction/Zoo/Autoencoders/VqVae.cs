using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Autoencoders;

[Example("VQ-VAE: straight-through codebook, two outputs", 16, 3, 16, 16, Objective = Objective.Regression, IsSeen = true)]
public class VqVae : Module<Tensor, (Tensor, Tensor)>
{
    private readonly Sequential encoder, decoder; private readonly Embedding codebook;
    public VqVae(int hidden = 32, int codes = 64, int dim = 16) : base("vq")
    {
        encoder = Sequential(Conv2d(3, hidden, 4, 2, 1), ReLU(), Conv2d(hidden, hidden, 4, 2, 1), ReLU(), Conv2d(hidden, dim, 1));
        codebook = Embedding(codes, dim);
        codebook.weight!.detach().uniform_(-1.0 / codes, 1.0 / codes);
        decoder = Sequential(ConvTranspose2d(dim, hidden, 4, 2, 1), ReLU(), ConvTranspose2d(hidden, 3, 4, 2, 1));
        RegisterComponents();
    }
    public override (Tensor, Tensor) forward(Tensor x)
    {
        var z = encoder.call(x);
        var flat = z.permute(0, 2, 3, 1).reshape(-1, 16);
        var w = codebook.weight!;
        var d = flat.pow(2).sum(1, keepdim: true) - 2 * flat.matmul(w.t()) + w.pow(2).sum(1);
        var idx = d.argmin(1);
        var q = codebook.call(idx).view(z.shape[0], z.shape[2], z.shape[3], 16).permute(0, 3, 1, 2);
        var st = z + (q - z).detach();
        return (decoder.call(st), q);
    }
}
