using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Gated;

[Example("Channels of a convolution weighed by a sigmoid of their mean, through a bottleneck", 64, 3, 16, 16)]
public class ChannelAttention : Module<Tensor, Tensor>
{
    private readonly Conv2d features = Conv2d(3, 24, 3, padding: 1);
    private readonly Conv2d reduce = Conv2d(24, 6, 1), expand = Conv2d(6, 24, 1);
    private readonly Conv2d classify = Conv2d(24, 8, 1);

    public ChannelAttention() : base("gate") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = F.silu(features.call(x));
        var gate = F.adaptive_avg_pool2d(x, 1);
        gate = F.sigmoid(expand.call(F.relu(reduce.call(gate))));
        x = gate * x;
        return F.adaptive_avg_pool2d(classify.call(x), (1, 1)).flatten(1);
    }
}
