using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Segmentation;

/// <summary>Any depth: lists of stages and a stack of skips.</summary>
[Example("U-Net of any depth, GroupNorm and SiLU", 16, 1, 32, 32)]
internal sealed class StackUNet : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> encoders = new();
    private readonly ModuleList<Module<Tensor, Tensor>> decoders = new();
    private readonly Module<Tensor, Tensor> middle;
    private readonly Module<Tensor, Tensor> head;

    public StackUNet(UNetOptions? options = null) : base("StackUNet")
    {
        var o = options ?? new UNetOptions();

        Sequential Stage(long from, long to) => Sequential(
            ("conv", Conv2d(from, to, 3, padding: 1)),
            ("norm", GroupNorm(o.Groups, to)),
            ("act", SiLU()));

        long ch = o.InChannels;
        var widths = Enumerable.Range(0, o.Depth - 1).Select(i => (long)o.Base << Math.Min(i, 2)).ToArray();
        foreach (var w in widths)
        {
            encoders.Add(Stage(ch, w));
            ch = w;
        }

        middle = Stage(ch, ch);
        foreach (var w in widths.Reverse())
        {
            decoders.Add(Stage(ch + w, w));
            ch = w;
        }

        head = Conv2d(ch, o.Classes, kernel_size: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var skips = new Stack<Tensor>();
        foreach (var enc in encoders)
        {
            x = enc.call(x);
            skips.Push(x);
            x = F.avg_pool2d(x, 2);
        }

        x = middle.call(x);
        foreach (var dec in decoders)
        {
            x = F.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false);
            x = dec.call(torch.cat(new[] { x, skips.Pop() }, 1));
        }

        return head.call(x);
    }
}

internal sealed record UNetOptions(int InChannels = 1, int Classes = 3, int Base = 12, int Depth = 4, int Groups = 4);
