using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using M = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Mobile;

/// <summary>Sick, a little: layer scale of 1e-6 starves every branch at the start.</summary>
[Example("ConvNeXt with layer scale", 8, 3, 32, 32)]
internal sealed class ConvNextNano : M
{
    private sealed class Block : M
    {
        private readonly Conv2d dwconv;
        private readonly LayerNorm norm;
        private readonly Linear pwconv1;
        private readonly GELU act = GELU();
        private readonly Linear pwconv2;
        private readonly Parameter gamma;

        public Block(long dim, double scale) : base("block")
        {
            dwconv = Conv2d(dim, dim, 7, padding: 3, groups: dim);
            norm = LayerNorm(dim, eps: 1e-6);
            pwconv1 = Linear(dim, 4 * dim);
            pwconv2 = Linear(4 * dim, dim);
            gamma = Parameter(scale * ones(dim));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var x = dwconv.call(input).permute(0, 2, 3, 1);
            x = pwconv2.call(act.call(pwconv1.call(norm.call(x))));
            x = gamma * x;
            return input + x.permute(0, 3, 1, 2);
        }
    }

    private readonly Conv2d patchify;
    private readonly Sequential stage1, stage2;
    private readonly Conv2d down;
    private readonly LayerNorm norm;
    private readonly Linear head;

    public ConvNextNano(double layer_scale = 1e-6) : base(nameof(ConvNextNano))
    {
        patchify = Conv2d(3, 24, 4, stride: 4);
        stage1 = Sequential(from i in Enumerable.Range(0, 2) select (M)new Block(24, layer_scale));
        down = Conv2d(24, 48, 2, stride: 2);
        stage2 = Sequential(from i in Enumerable.Range(0, 3) select (M)new Block(48, layer_scale));
        norm = LayerNorm([48]);
        head = Linear(48, 10);
        RegisterComponents();
        apply(module =>
        {
            if (module is Conv2d conv)
                init.trunc_normal_(conv.weight, std: 0.02);
            if (module is Linear linear)
                init.trunc_normal_(linear.weight, std: 0.02);
        });
    }

    public override Tensor forward(Tensor x)
    {
        x = stage1.call(patchify.call(x));
        x = stage2.call(down.call(x));
        return head.call(norm.call(x.mean([-2, -1])));
    }
}
