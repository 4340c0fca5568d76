using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Attention;

[Example("ViT: patches by strided Conv2d, position parameter, encoder layer, mean", 64, 3, 16, 16)]
public class PatchTransformer : Module<Tensor, Tensor>
{
    private readonly Conv2d patches = Conv2d(3, 32, 4, stride: 4);
    private readonly Parameter positions = Parameter(randn(1, 16, 32) * 0.02);
    private readonly TransformerEncoderLayer encoder = TransformerEncoderLayer(d_model: 32, nhead: 4, dim_feedforward: 64, dropout: 0.0);
    private readonly Linear head = Linear(32, 10);

    public PatchTransformer() : base("vit") => RegisterComponents();

    public override Tensor forward(Tensor image)
    {
        var x = patches.call(image).flatten(2).transpose(1, 2);
        x = x + positions;
        x = encoder.call(x.transpose(0, 1));
        return head.call(x.mean([0]));
    }
}
