using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("Bidirectional GRU, mean over steps", 64, 15, 10)]
public class BidirectionalGru : Module<Tensor, Tensor>
{
    private readonly GRU gru = GRU(10, 32, batchFirst: true, bidirectional: true);
    private readonly Linear head = Linear(64, 4);

    public BidirectionalGru() : base("bigru") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var y = gru.call(x).Item1;
        return head.call(y.mean([1]));
    }
}
