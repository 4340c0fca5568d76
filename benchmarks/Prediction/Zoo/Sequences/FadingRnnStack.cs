using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Sequences;

/// <summary>Sick: many stacked plain RNN layers with small weights.</summary>
[Example("stack of RNN layers, drawn small", 32, 15, 8)]
internal sealed class FadingRnnStack : TensorModule
{
    private readonly RNN rnn;
    private readonly Linear head;

    public FadingRnnStack() : base(nameof(FadingRnnStack))
    {
        rnn = RNN(8, 24, 5, NonLinearities.Tanh, batchFirst: true);
        head = Linear(24, 3);
        foreach (var (name, param) in rnn.named_parameters())
        {
            if (name.Contains("weight"))
                init.uniform_(param, -0.05, 0.05);
            else
                init.zeros_(param);
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var (_, hn) = rnn.call(x);
        return head.call(hn[-1]);
    }
}
