using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Sequences;

/// <summary>Two LSTM cells by hand, with the forget gate open at the start.</summary>
[Example("LSTM cells in a loop", 16, 12, 10)]
internal sealed class StackedLstmCells : TensorModule
{
    private readonly LSTMCell bottom, top;
    private readonly Linear fc;
    private readonly int hidden;

    public StackedLstmCells(int input = 10, int hidden = 24) : base("cells")
    {
        this.hidden = hidden;
        bottom = LSTMCell(input, hidden);
        top = LSTMCell(hidden, hidden);
        fc = Linear(hidden, 5);
        foreach (var cell in new[] { bottom, top })
        {
            using var _ = no_grad();
            init.orthogonal_(cell.weight_hh!);
            init.xavier_uniform_(cell.weight_ih!);
            init.zeros_(cell.bias_ih!);
            init.zeros_(cell.bias_hh!);
            cell.bias_ih!.narrow(0, hidden, hidden).fill_(1);
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var batch = x.shape[0];
        var (h1, c1) = (zeros(batch, hidden), zeros(batch, hidden));
        var (h2, c2) = (zeros(batch, hidden), zeros(batch, hidden));
        for (int t = 0; t < x.shape[1]; t++)
        {
            (h1, c1) = bottom.call(x[TensorIndex.Colon, t], (h1, c1));
            (h2, c2) = top.call(h1, (h2, c2));
        }

        return fc.call(h2);
    }
}
