using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Segmentation;

/// <summary>Sick: no norms, every convolution drawn far too small.</summary>
[Example("U-Net without norms, drawn from N(0, 0.01)", 16, 1, 32, 32)]
internal sealed class FaintUNet : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> c1, c2, c3, c4, c5, u1, u2, last;

    public FaintUNet() : base(nameof(FaintUNet))
    {
        c1 = Block(1, 8);
        c2 = Block(8, 16);
        c3 = Block(16, 32);
        u2 = ConvTranspose2d(32, 16, 2, stride: 2);
        c4 = Block(32, 16);
        u1 = ConvTranspose2d(16, 8, 2, stride: 2);
        c5 = Block(16, 8);
        last = Conv2d(8, 2, 1);
        RegisterComponents();

        foreach (var (name, p) in named_parameters())
        {
            if (name.EndsWith("weight"))
                init.normal_(p, 0, 0.01);
            else
                init.zeros_(p);
        }

        static Sequential Block(int from, int to) => Sequential(Conv2d(from, to, 3, padding: 1), ReLU(), Conv2d(to, to, 3, padding: 1), ReLU());
    }

    public override Tensor forward(Tensor x)
    {
        var s1 = c1.call(x);
        var s2 = c2.call(F.max_pool2d(s1, kernel_size: 2));
        var s3 = c3.call(F.max_pool2d(s2, kernel_size: 2));
        var y = c4.call(cat(new List<Tensor> { u2.call(s3), s2 }, 1));
        y = c5.call(cat(new List<Tensor> { u1.call(y), s1 }, 1));
        return last.call(y);
    }
}
