using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Attention;

[Example("Attention from Linears, matmul and softmax", 64, 12, 20)]
public class ScaledDotProduct : Module<Tensor, Tensor>
{
    private readonly Linear query = Linear(20, 32), key = Linear(20, 32), value = Linear(20, 32);
    private readonly Linear output = Linear(32, 32), head = Linear(32, 4);

    public ScaledDotProduct() : base("sdp") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var q = query.call(x);
        var k = key.call(x);
        var v = value.call(x);
        var scores = matmul(q, k.transpose(-2, -1)) / Math.Sqrt(32);
        var weights = F.softmax(scores, -1);
        x = output.call(matmul(weights, v)).relu();
        return head.call(x.mean([1]));
    }
}
