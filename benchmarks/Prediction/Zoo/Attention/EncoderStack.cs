using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Attention;

[Example("3 × TransformerEncoderLayer in a list, per-token output", 10, 64, 32)]
public class EncoderStack : Module<Tensor, Tensor>
{
    private readonly ModuleList<TransformerEncoderLayer> layers = new();
    private readonly Linear output = Linear(32, 7);

    public EncoderStack() : base("stack")
    {
        for (int i = 0; i < 3; i++)
            layers.Add(TransformerEncoderLayer(32, 2, 128, 0.1, Activations.GELU));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers)
            x = layer.call(x);
        return output.call(x);
    }
}
