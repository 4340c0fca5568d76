using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Attention;

[Example("MultiheadAttention on its own between two Linears", 10, 64, 24)]
public class SelfAttention : Module<Tensor, Tensor>
{
    private readonly Linear embed = Linear(24, 32);
    private readonly MultiheadAttention attention = MultiheadAttention(32, 4);
    private readonly Linear head = Linear(32, 5);

    public SelfAttention() : base("attention") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = embed.call(x);
        var (attended, _) = attention.call(x, x, x);
        return head.call(attended.mean(new long[] { 0 }));
    }
}
