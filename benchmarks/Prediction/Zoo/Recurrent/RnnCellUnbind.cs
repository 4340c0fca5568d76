using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("RNNCell over the parts of unbind, starting from no state", 16, 9, 5, IsSeen = true)]
public sealed class RnnCellUnbind : Module<Tensor, Tensor>
{
    private readonly RNNCell cell;
    private readonly Sequential head;

    public RnnCellUnbind(int hidden = 20)
        : base("unbound")
    {
        cell = RNNCell(5, hidden);
        head = Sequential(Linear(hidden, 16), ReLU(), Linear(16, 2));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        Tensor? state = null;
        foreach (var step in x.unbind(1))
            state = cell.call(step, state);

        return head.call(state!);
    }
}
