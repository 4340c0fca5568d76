using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("LSTM cell by hand: one Linear for four gates, chunk, unbind over time", 32, 12, 8, IsSeen = true)]
public class HandLstm : Module<Tensor, Tensor>
{
    private readonly Linear x2h, h2h, head;
    private readonly long hiddenSize;

    public HandLstm(long inputs = 8, long hiddenSize = 24) : base("handlstm")
    {
        this.hiddenSize = hiddenSize;
        x2h = Linear(inputs, 4 * hiddenSize);
        h2h = Linear(hiddenSize, 4 * hiddenSize);
        head = Linear(hiddenSize, 4);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var h = zeros(x.shape[0], hiddenSize, device: x.device);
        var c = zeros_like(h);
        foreach (var xt in x.unbind(1))
        {
            var gates = (x2h.call(xt) + h2h.call(h)).chunk(4, 1);
            var i = gates[0].sigmoid();
            var f = gates[1].sigmoid();
            var g = gates[2].tanh();
            var o = gates[3].sigmoid();
            c = f * c + i * g;
            h = o * c.tanh();
        }
        return head.call(h);
    }
}
