using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("A recurrence of two Linears in a loop over 10 steps", 64, 10, 8)]
public class HandWrittenRnn : Module<Tensor, Tensor>
{
    private readonly Linear input2hidden = Linear(8, 32), hidden2hidden = Linear(32, 32), hidden2output = Linear(32, 3);

    public HandWrittenRnn() : base("by-hand") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var h = zeros(x.shape[0], 32);
        for (int t = 0; t < 10; t++)
            h = tanh(input2hidden.call(x.select(1, t)) + hidden2hidden.call(h));
        return hidden2output.call(h);
    }
}
