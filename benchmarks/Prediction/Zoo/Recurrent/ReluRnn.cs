using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("RNN with ReLU, orthogonal state weights set by parameter name", 64, 12, 20)]
public class ReluRnn : Module<Tensor, Tensor>
{
    private readonly RNN rnn = RNN(20, 50, nonLinearity: NonLinearities.ReLU, batchFirst: true);
    private readonly Linear head = Linear(50, 5);

    public ReluRnn() : base("relu-rnn")
    {
        foreach (var (name, parameter) in rnn.named_parameters())
        {
            if (name.Contains("weight_hh"))
                init.orthogonal_(parameter);
            else if (name.Contains("weight_ih"))
                init.xavier_uniform_(parameter);
            else
                init.zeros_(parameter);
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var (y, h) = rnn.call(x, zeros(1, x.shape[0], 50));
        return head.call(y.select(1, -1));
    }
}
